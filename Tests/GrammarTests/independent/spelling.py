"""Random spellings of single tokens, all valid. It knows what lexical.md allows, and no grammar."""

NAMES = ["x", "core", "early", "ema_fast", "ema_slow", "bundle", "period", "preset", "seed", "strategy", "lr",
         "r", "e5", "_", "_x1", "Q1", "y", "m", "min", "bps", "KiB", "years", "lhs", "int", "number", "command",
         "max_gross_exposure", "nots", "iff", "X9", "trueish"]
QUOTED_NAMES = ["`in`", "`for`", "`not`", "`true`", "`learning-rate`", "`a b`", "`{x}`", "`\"`", "`#`", "`2x`",
                "`größe`", "`plain`", "`step`", "`run`", "`list`"]
INTS = ["0", "1", "5", "007", "10_000", "1_", "2__5", "2015", "9223372036854775807", "9_223_372_036_854_775_807",
        "00000000000000000000000000000000000000001"]
DECIMALS = ["0.1", "1.0", "1_0.5_0", "3.25", "1e5", "1E5", "2.5e-3", "1e+6", "0.000001", "12015.5",
            "1234567890123456789012345678901234.0", "0.1234567890123456789012345678901234", "1e6144", "1e-6144",
            "1000000000000000000000000000000000000000.0", "0e6000"]
UNITS = ["%", "bps", "KiB", "MiB", "GiB"]
DURATION_UNITS = ["y", "m", "w", "d", "h", "min", "s", "ms"]
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
TEXTS = ["a", "sp500", " ", "-", "_", ".", ":", "# no comment", "'", "`", "/", "%", "é", "日本", "😀", "\t", "((",
         "]", "wf", "in", "x=1;"]
ESCAPES = ["\\n", "\\t", "\\\"", "\\\\", "\\u{41}", "\\u{e9}", "\\u{E9}", "\\u{1F600}", "\\u{000041}", "{{", "}}"]
RAW_TEXTS = ["", "{x}", "\\d+", "}", "a b", "# é", "\\", "`'"]
COMMENTS = ["#", "# a comment", "#! no matter", "# \"no string {", "# let x = 1", "# é 日本", "## ]})"]


def name(random, words):
    """`words` are the contextual ones, which are names, too."""
    chance = random.random()
    return random.choice(NAMES if chance < 0.75 else words if chance < 0.9 else QUOTED_NAMES)


def year(random):
    return f"{random.choice([1, 999, 2015, 2016, 2024, 9999, random.randint(1, 9999)]):04}"


def month(random):
    return f"{year(random)}-{random.randint(1, 12):02}"


def date(random):
    if random.random() < 0.1:
        return random.choice(["2016-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    number = random.randint(1, 12)
    return f"{year(random)}-{number:02}-{random.randint(1, LENGTHS[number - 1]):02}"


def quarter(random):
    return f"{year(random)}Q{random.randint(1, 4)}"


def duration(random):
    parts = random.choices([1, 2, 3], [8, 3, 1])[0]
    amounts = [0, 1, 5, 30, 63, 252, 999, 1000]
    return "".join(f"{random.choice(amounts)}{random.choice(DURATION_UNITS)}" for _ in range(parts))


def number(random):
    chance = random.random()
    if chance < 0.5:
        return random.choice(INTS)
    written = random.choice(DECIMALS)
    return written if chance < 0.75 else random.choice([written, "5", "0.05", "1_0"]) + random.choice(UNITS)


def plain_string(random):
    """A string without expressions."""
    return '"' + "".join(text(random) for _ in range(random.choice([0, 1, 1, 2, 4]))) + '"'


def text(random):
    return random.choice(TEXTS if random.random() < 0.7 else ESCAPES)


def raw(random):
    return f'r"{random.choice(RAW_TEXTS)}"'


def written_format(random):
    return random.choice(["0", "."]) + random.choice(["0", "1", "2", "3", "02", "60", "0000010"])
