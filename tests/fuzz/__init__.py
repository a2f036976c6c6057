"""Bad input by the thousand: whatever a person or a file puts in, nothing but a sentence comes out.

``RNNVIZ_FUZZ=20`` multiplies the generated cases by 20 and draws them at random; without it they
are the same at every run. How many there are, and where, stands in `plan`.
"""
