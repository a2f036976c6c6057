"""What the pages are made of. The only package that imports Streamlit."""
