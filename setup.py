"""What `pyproject.toml` cannot say: a wheel carries the app's script, pages and options as well.

In the repository they stand at the root, for ``streamlit run app.py``; in a wheel they are the
folder ``served`` of the package, where ``rnnviz.ui.options`` looks first.
"""

from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py


class BuildWithApp(build_py):
    """Copies the package, and of the root ``app.py`` alone."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return (package, module, file) of each module that the wheel gets."""
        found = super().find_package_modules(package, package_dir)
        return [module for module in found if module[:2] != ("rnnviz.served", "setup")]


setup(
    packages=[
        *find_namespace_packages(include=["rnnviz", "rnnviz.*"], exclude=["*.__pycache__*"]),
        "rnnviz.served",
    ],
    package_dir={"rnnviz.served": "."},
    package_data={
        "rnnviz": ["tasks/*.csv", "ui/frame.css", "ui/icon.svg", "web/*"],
        "rnnviz.served": ["pages/*.py", ".streamlit/config.toml"],
    },
    cmdclass={"build_py": BuildWithApp},
)
