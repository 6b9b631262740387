//! `eval`: the value on standard output, everything else beside it.

use super::pod;
use crate::harness::{Ran, folder_of, seaworthy_in};

const POLICY: &str = "edition 1
param allowed: Set<Repo> = [repo\"ghcr.io/acme\"]
let floor: Int = 3
func twice(n: Int) -> Int = n + n
rule expression on image i { require i in allowed else \"x\" }
";

fn eval(args: &[&str]) -> Ran {
    let folder = folder_of(&[
        ("p.sea", POLICY.to_owned()),
        ("a.yaml", pod("nginx:1")),
        ("b.yaml", pod("$(X)")),
        ("broken.yaml", "a: [".to_owned()),
    ]);
    seaworthy_in(folder.path(), ["eval"].iter().chain(args), "")
}

#[test]
fn values_are_printed() {
    for (args, printed) in [
        (&["1 + 1"][..], "2\n"),
        (&["images.len()", "a.yaml"], "1\n"),
        (&["images.len()", "."], "2\n"),
        (&["[i.canonical for i in images]", "a.yaml"], "[docker.io/library/nginx:1]\n"),
        (&["[i.tag for i in images]", "-o", "json", "a.yaml"], "[\n  \"1\"\n]\n"),
        (&["images[7]", "a.yaml"], "‹absent›\n"),
        (&["images[7]", "-o", "json", "a.yaml"], "null\n"),
        (&["manifests.resources.len()", "a.yaml"], "1\n"),
        (&["pods.len() == resources.len()", "a.yaml"], "true\n"),
        (&["today", "--today", "2026-01-02"], "2026-01-02\n"),
        (&["[r.namespace for r in resources]", "--namespace", "shop", "a.yaml"], "[shop]\n"),
        // What a policy declares, and what the library offers, is there.
        (&["floor", "-p", "p.sea"], "3\n"),
        (&["twice(floor)", "-p", "p.sea"], "6\n"),
        (&["allowed", "-p", "p.sea", "--param", "allowed=[a.io]"], "[a.io]\n"),
        (&["[is_mutable(i) for i in images]", "a.yaml"], "[false]\n"),
        // A name that the expression declares is its own.
        (&["[images.kind for images in resources]", "a.yaml"], "[Pod]\n"),
        (&["[allowed + 1 for allowed in [1, 2]]", "-p", "p.sea"], "[2, 3]\n"),
        (&["1 # a comment"], "1\n"),
        (&["1 == 1"], "true\n"),
    ] {
        let args: Vec<&str> = args.iter().copied().filter(|a| *a != ".").collect();
        let args =
            if args == ["images.len()"] { vec!["images.len()", "a.yaml", "b.yaml"] } else { args };
        let ran = eval(&args);
        assert_eq!((ran.code, &*ran.stderr, &*ran.stdout), (0, "", printed), "{args:?}");
    }
}

#[test]
fn what_is_unknown_exits_with_3_and_says_why() {
    for (args, printed, told) in [
        (&["images[0]?.tag", "b.yaml"][..], "‹unknown›\n", "unknown: `spec.containers[0].image`: "),
        (&["9223372036854775807 + 1"], "‹unknown›\n", "unknown: the result is too large"),
        (&["images.len()", "-o", "json", "broken.yaml"], "\"‹unknown›\"\n", "broken.yaml:1:4"),
        (&["images.len()", "missing.yaml"], "‹unknown›\n", "`missing.yaml` does not exist"),
    ] {
        let ran = eval(args);
        assert_eq!((ran.code, &*ran.stdout), (3, printed), "{args:?}\n{}", ran.stderr);
        assert!(ran.stderr.contains(told), "{args:?}\n{}", ran.stderr);
    }
}

#[test]
fn what_is_wrong_is_shown_in_the_expression_alone() {
    for (expression, at, told) in [
        ("(1", "1:1", "this `(` is not closed"),
        ("[1, 2", "1:1", "this `[` is not closed"),
        ("1 }", "1:3", "this `}` closes nothing"),
        ("1 }\nrule x on image i {", "1:3", "this `}` closes nothing"),
        ("", "1:1", "expected an expression, found nothing"),
        ("# c", "1:1", "expected an expression, found nothing"),
        ("1 +", "1:3", "expected an expression, found nothing"),
        ("1 2", "1:3", "expected an operator, found `2`"),
        ("1;", "1:2", "expected an operator, found `;`"),
        ("let x = 1", "1:1", "expected an expression, found `let`"),
        ("true else \"x\"", "1:6", "expected an operator, found `else`"),
        ("\"a", "1:1", "this text is not closed"),
        ("\"\"\"a", "1:1", "this text is not closed"),
        ("run", "1:1", "unknown name `run`"),
        ("answer", "1:1", "unknown name `answer`"),
        // In parentheses it is no rule's name.
        ("(expression)", "1:2", "unknown name `expression`"),
        ("imags.len()", "1:1", "unknown name `imags`; did you mean `images`?"),
        ("images.foo", "1:8", "has no fields"),
        ("images\n  .first().tag", "1:1", "may be absent"),
        ("1 == \"a\"", "1:3", "text never equals a number"),
        ("1 = 1", "1:3", "`=` names a value"),
        ("[]", "1:1", "nothing here says what this empty list holds"),
        ("repo\"nginx\"", "1:6", "does not begin with a registry"),
        ("[i for i in images where i.tga == \"1\"]", "1:28", "no field `tga`; did you mean `tag`?"),
    ] {
        let ran = eval(&[expression, "-p", "p.sea"]);
        let shown = &ran.stderr;
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{expression}\n{shown}");
        assert_eq!(shown.matches("error[").count(), 1, "{expression}\n{shown}");
        assert!(
            shown.contains(&format!("<expression>:{at}]")),
            "{expression}: not at {at}\n{shown}"
        );
        // A message may be broken into lines.
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(told), "{expression}: no {told} in\n{shown}");
        for of_wrapper in ["edition 1", "require", "on manifests", "let images"] {
            assert!(!shown.contains(of_wrapper), "{expression}\n{shown}");
        }
        for line in shown.lines().filter(|line| line.contains(" │ ")) {
            let quoted = line.split(" │ ").nth(1).unwrap_or("").trim_end();
            let is_number = line.trim_start().starts_with(|c: char| c.is_ascii_digit());
            assert!(!is_number || expression.contains(quoted), "{expression}: {quoted}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_policy_is_shown_there() {
    let folder = folder_of(&[("p.sea", "edition 1\nlet a: Int = \"x\"\n")]);
    let ran = seaworthy_in(folder.path(), ["eval", "-p", "p.sea", "1 + 1"], "");
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    assert!(ran.stderr.contains("p.sea:2:14"), "{}", ran.stderr);
}
