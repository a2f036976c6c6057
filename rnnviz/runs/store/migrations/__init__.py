"""How older layouts of the store become the present one: revisions of Alembic."""
