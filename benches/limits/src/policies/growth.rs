//! Values that double. Constants that run out are an error of the policy, at their place; rules that do
//! are undecided.

use crate::Attack;

use super::{attack, policy};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "double/texts by `+`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: String = \"aaaaaaaaaaaaaaaa\"\n");
                t.each(n, |n| format!("let a{}: String = a{n} + a{n}\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == \"\" else \"no\" }}\n"))
            })
        },
        2,
        "E0702",
    ),
    &attack(
        "double/texts by `{}`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: String = \"aaaaaaaaaaaaaaaa\"\n");
                t.each(n, |n| format!("let a{}: String = \"{{a{n}}}{{a{n}}}\"\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == \"\" else \"no\" }}\n"))
            })
        },
        2,
        "E0702",
    ),
    &attack(
        "double/texts by `replace`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: String = \"aaaaaaaaaaaaaaaa\"\n");
                t.each(n, |n| format!("let a{}: String = a{n}.replace(\"a\", \"aa\")\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == \"\" else \"no\" }}\n"))
            })
        },
        2,
        "E0702",
    ),
    &attack(
        "double/lists by `+`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: List<Int> = [1]\n");
                t.each(n, |n| format!("let a{}: List<Int> = a{n} + a{n}\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == [] else \"no\" }}\n"))
            })
        },
        2,
        "E0702",
    ),
    &attack(
        "double/lists in lists",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i {\n  let a0 = [1]\n");
                t.each(n, |n| format!("  let a{} = [a{n}, a{n}]\n", n + 1));
                t.put(&format!("  require a{n} == [] else \"{{a{n}}}\"\n}}\n"))
            })
        },
        1,
        "",
    ),
    &attack(
        "double/calls",
        100,
        |f, n| {
            policy(f, |t| {
                t.put("func f0(a: Int) -> Int = a\n");
                t.each(n, |n| format!("func f{}(a: Int) -> Int = f{n}(a) + f{n}(a)\n", n + 1));
                t.put(&format!("rule r on image i {{ require f{n}(1) == 1 else \"no\" }}\n"))
            })
        },
        3,
        "",
    ),
    &attack(
        "double/lets of lets by calls",
        100,
        |f, n| {
            policy(f, |t| {
                t.put("func f0(a: List<Int>) -> List<Int> = a\n");
                t.each(n, |n| {
                    format!("func f{}(a: List<Int>) -> List<Int> = f{n}(a + a)\n", n + 1)
                });
                t.put(&format!("rule r on image i {{ require f{n}([1]) == [] else \"no\" }}\n"))
            })
        },
        3,
        "",
    ),
];
