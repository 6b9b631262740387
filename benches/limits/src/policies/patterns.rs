//! Regular expressions and patterns.

use crate::Attack;

use super::{LARGEST, attack, on_text, rule};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "regex/(a{1000}){1000}",
        1,
        |f, _| rule(f, |t| t.put("i.tag matches re\"(a{1000}){1000}\"")),
        2,
        "E0237",
    ),
    &attack(
        "regex/\\pL{500}",
        1,
        |f, _| rule(f, |t| t.put("i.tag matches re\"\\pL{500}\"")),
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of letters, 16,000 each",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("any r in [re\"1\"");
                t.fill(n - 20_000, |n| format!(",\n  re\"{}{n}\"", "a".repeat(16_000)));
                t.put("]: i.tag matches r")
            })
        },
        0,
        "",
    ),
    &attack(
        "regex/1 MB of `(`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "(");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `a|`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "a|");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `[a&&`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "[a&&");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `\\pL`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "\\pL");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `(?i)a`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "(?i)a");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of small ones",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("any r in [re\"a\"");
                t.fill(n, |n| format!(", re\"{n}\""));
                t.put("]: i.tag matches r")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of large ones",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("any r in [re\"a\"");
                t.fill(n, |n| format!(", re\"[{n}\\\\pL]{{30}}\""));
                t.put("]: i.tag matches r")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of letters of any language",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("any r in [re\"a\"");
                t.fill(n, |n| format!(", re\"{n}\\w{{20}}\""));
                t.put("]: i.tag matches r")
            })
        },
        2,
        "E0237",
    ),
    &attack("regex/(a*)*b on 1 MB", 1 << 20, |f, n| on_text(f, "t matches re\"(a*)*b\"", n), 1, ""),
    &attack(
        "regex/(a|a)*b on 1 MB",
        1 << 20,
        |f, n| on_text(f, "t matches re\"(a|a)*b\"", n),
        1,
        "",
    ),
    &attack(
        "regex/(a+a+)+b on 1 MB",
        1 << 20,
        |f, n| on_text(f, "t matches re\"(a+a+)+b\"", n),
        1,
        "",
    ),
    &attack(
        "regex/a?{100}a{100}b, found in 1 MB",
        1 << 20,
        |f, n| on_text(f, "t.find(re\"(a?){100}a{100}b\") is present", n),
        1,
        "",
    ),
    &attack(
        "regex/.*.*.*b, all found in 1 MB",
        1 << 20,
        |f, n| on_text(f, "t.find_all(re\".*.*.*b|a\").len() == 0", n),
        3,
        "",
    ),
    &attack(
        "regex/a{1,1000}b|c*, all found in 1 MB",
        1 << 20,
        |f, n| on_text(f, "t.find_all(re\"a{1,1000}b|c*\").len() == 0", n),
        3,
        "",
    ),
    &attack(
        "glob/20 stars on 1 MB",
        1 << 20,
        |f, n| on_text(f, "t matches glob\"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\"", n),
        1,
        "",
    ),
    &attack(
        "glob/1 MB of `*a`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches glob\"");
                t.fill_with(n, "*a");
                t.put("\"")
            })
        },
        1,
        "",
    ),
    &attack(
        "glob/1 MB of `{a,`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches glob\"");
                t.fill_with(n, "{a,");
                t.put("\"")
            })
        },
        2,
        "E0235",
    ),
    &attack(
        "glob/`like` with 1,000 stars on 1 MB",
        1 << 20,
        |f, n| on_text(f, &format!("t.like(\"{}b\")", "*a".repeat(1000)), n),
        3,
        "",
    ),
    &attack(
        "glob/a star and 1,000 letters on 4 MB, `like`",
        4_000_000,
        |f, n| on_text(f, &format!("t.like(\"*{}b\")", "a".repeat(1000)), n),
        3,
        "",
    ),
];
