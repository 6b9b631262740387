//! The shapes of trees.

use seaworthy::diag::Severity;
use seaworthy::lang::syntax::ast::{
    Edit, Expect, Given, Item, ItemKind, MatcherKind, Rule, StmtKind, Test, TypeKind,
};

use super::{parse, said, shape};

fn item(text: &str) -> Item {
    let parsed = parse(&format!("edition 1\n{text}"));
    assert_eq!(parsed.diagnostics, [], "{text}");
    assert_eq!(parsed.file.items.len(), 1, "{text}");
    parsed.file.items.into_iter().next().expect("an item")
}

fn expression(text: &str) -> String {
    match item(&format!("let x = {text}")).kind {
        ItemKind::Let(binding) => shape(&binding.value),
        other => panic!("{other:?}"),
    }
}

fn rule(text: &str) -> Rule {
    match item(text).kind {
        ItemKind::Rule(rule) => rule,
        other => panic!("{other:?}"),
    }
}

fn test(text: &str) -> Test {
    match item(text).kind {
        ItemKind::Test(test) => test,
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_bind_by_precedence() {
    for (text, expected) in [
        ("a or b or c", "(or a b c)"),
        ("a and b and c", "(and a b c)"),
        ("not a == b", "(not (Eq a b))"),
        ("not a and not b", "(and (not a) (not b))"),
        ("a == b ?? c + d", "(Eq a (?? b (+ c d)))"),
        ("a ?? b ?? c", "(?? (?? a b) c)"),
        ("a - b + c", "(+ (- a b) c)"),
        ("a -1", "(- a 1)"),
        ("a - -1", "(- a -1)"),
        ("[-1]", "[-1]"),
        ("a not in b", "(NotIn a b)"),
        ("a in b", "(In a b)"),
        ("a matches b", "(Matches a b)"),
        ("a is present and b is absent", "(and (present a) (absent b))"),
        ("a.b is Rollout.argoproj.io", "(is (. a b) Rollout argoproj.io)"),
        ("a is Deployment or b", "(or (is a Deployment) b)"),
        ("(a or b) and c", "(and <(or a b)> c)"),
        ("a <= b", "(Le a b)"),
        ("a >= b", "(Ge a b)"),
    ] {
        assert_eq!(expression(text), expected, "{text}");
    }
}

#[test]
fn what_stands_behind_an_operand_binds_tightest() {
    for (text, expected) in [
        ("a.b?.c", "(?. (. a b) c)"),
        ("a.b[\"c\"].d(e, f,)", "(.d! (at (. a b) text:\"c\") e f)"),
        ("a as Int == 3", "(Eq (as a) 3)"),
        ("a as Int < 3", "(Lt (as a) 3)"),
        ("a as Int ?? 3", "(?? (as a) 3)"),
        ("a as List<Int>", "(as a)"),
        ("f(a)(", "?"),
        ("a.rule.in.present", "(. (. (. a rule) in) present)"),
        ("help + at + tags + file", "(+ (+ (+ help at) tags) file)"),
    ] {
        if expected == "?" {
            assert_eq!(said(&format!("edition 1\nlet x = {text}")).len(), 1);
        } else {
            assert_eq!(expression(text), expected, "{text}");
        }
    }
}

#[test]
fn right_reaching_expressions_reach_right() {
    for (text, expected) in [
        ("if a then b else c or d", "(if a b (or c d))"),
        ("if a then b else if c then d else e", "(if a b (if c d e))"),
        ("x == if a then b else c", "(Eq x (if a b c))"),
        ("any x in xs: x == y and z", "(Any x xs (and (Eq x y) z))"),
        ("all x in a.b ?? []: none y in x: y", "(All x (?? (. a b) []) (None y x y))"),
        ("not any x in xs: x", "(not (Any x xs x))"),
    ] {
        assert_eq!(expression(text), expected, "{text}");
    }
}

#[test]
fn brackets_hold_lists_maps_and_what_is_drawn_from_them() {
    for (text, expected) in [
        ("[]", "[]"),
        ("[a, b,]", "[a b]"),
        ("[a: b, c: d,]", "[a:b c:d]"),
        ("[x.y for x in xs]", "(select (. x y) x xs -)"),
        ("[x for x in xs where x > 1]", "(select x x xs (Gt x 1))"),
        ("[x.k: x for x in xs where x]", "(group (. x k) x x xs x)"),
        ("[[a], [b]]", "[[a] [b]]"),
    ] {
        assert_eq!(expression(text), expected, "{text}");
    }
}

#[test]
fn literals_are_read() {
    for (text, expected) in [
        ("3", "3"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1.10", "decimal:1.10"),
        ("true", "true"),
        (r#""a{b.c}d\n\"\\\{\}\u{1F6A2}""#, r#"text:"a"{(. b c)}"d\n\"\\{}🚢""#),
        (r#""""#, "text:"),
        (r#"re"a\"b"#, "?"),
        (r#"re"\d{2}""#, r"Regex:\d{2}"),
        (r#"repo"ghcr.io/acme""#, "Repo:ghcr.io/acme"),
        ("\"\"\"\n    a\n      b\n\n    c\n    \"\"\"", r#"text:"a\n  b\n\nc\n""#),
        ("\"\"\"a\n  b\"\"\"", r#"text:"a\nb""#),
        ("\"\"\"\r\n\ta\r\n\tb\r\n\"\"\"", r#"text:"a\nb\n""#),
    ] {
        if expected != "?" {
            assert_eq!(expression(text), expected, "{text}");
        }
    }
}

#[test]
fn a_rule_has_all_its_parts() {
    let rule = rule(
        "## Title.\n##\n## More.\nrule no-latest (warning) on Rollout.argoproj.io r where r.a {\n\
         tags [\"A\", \"B\",] see \"https://x\"\n\
         let a: List<Int?> = [1]\n\
         require a else \"m\" at r help \"h\" fix (unsafe) { set r.a[0].b = 1 remove r.c }\n\
         forbid b else \"\"\"n\"\"\"\n\
         if a { } else if b { require c else \"x\" } else { for x in y where z { } }\n}",
    );
    assert_eq!(&*rule.name.text, "no-latest");
    assert_eq!(rule.severity.map(|(severity, _)| severity), Some(Severity::Warning));
    let MatcherKind::Kind(kind) = &rule.matcher.kind else { panic!("{:?}", rule.matcher) };
    assert_eq!(kind.group.as_ref().map(|group| &*group.text), Some("argoproj.io"));
    assert_eq!(rule.tags.iter().map(|tag| &*tag.text).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(rule.see.len(), 1);
    assert_eq!(rule.body.len(), 4);
    let StmtKind::Obligation(first) = &rule.body[1].kind else { panic!("{:?}", rule.body[1]) };
    let fix = first.fix.as_ref().expect("a fix");
    assert!(!fix.safe);
    let [Edit::Set { path, .. }, Edit::Remove { .. }] = fix.edits.as_slice() else {
        panic!("{:?}", fix.edits)
    };
    assert_eq!(shape(path), "(. (at (. r a) 0) b)");
    let StmtKind::If(outer) = &rule.body[3].kind else { panic!("{:?}", rule.body[3]) };
    assert!(matches!(&outer.otherwise[0].kind, StmtKind::If(inner) if inner.otherwise.len() == 1));
}

#[test]
fn documentation_and_comments_are_kept() {
    let text =
        "# top\nedition 1\n\n## A.\n## B.\nlet a = 1 # end\n\n\n# own\nlet b = [ # in\n 2]\n";
    let parsed = parse(text);
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.file.items[0].doc.as_ref().map(|doc| &*doc.text), Some("A.\nB."));
    let comments = &parsed.file.comments;
    let shown: Vec<(&str, bool, u32)> =
        comments.iter().map(|c| (&text[c.span.range()], c.own_line, c.blank_before)).collect();
    let expected =
        [("# top", true, 0), ("# end", false, 0), ("# own", true, 2), ("# in", false, 0)];
    assert_eq!(shown, expected);
}

#[test]
fn a_test_has_all_its_parts() {
    let text = "test \"t\" for a, std/b, {\n  given \"\"\"\n    kind: Pod\n      x\n  \"\"\"\n  \
                given file\"d.yaml\" with a = 1 with std/no-latest.allow = []\n  cluster \"\"\"x: 1\"\"\"\n  \
                today date\"2026-11-22\"\n  expect nothing expect passed a expect refused }";
    let test = test(text);
    assert_eq!(test.rules.iter().map(|rule| &*rule.text).collect::<Vec<_>>(), ["a", "std/b"]);
    let [Given::Inline(first), Given::File(file)] = test.given.as_slice() else {
        panic!("{:?}", test.given)
    };
    assert_eq!(&*first.text, "kind: Pod\n  x\n");
    let whole = format!("edition 1\n{text}");
    let starts: Vec<&str> =
        first.line_starts.iter().map(|at| &whole[*at as usize..][..3]).collect();
    assert_eq!(starts, ["kin", "  x", "\"\"\""]);
    assert_eq!(&*file.text, "d.yaml");
    assert_eq!(&*test.with[1].0.text, "std/no-latest.allow");
    assert_eq!(test.cluster.as_ref().map(|yaml| &*yaml.text), Some("x: 1"));
    assert!(test.today.is_some());
    assert!(matches!(
        test.expect.as_slice(),
        [Expect::Nothing(_), Expect::Passed(..), Expect::Refused(_)]
    ));
}

#[test]
fn the_host_declares_what_it_provides() {
    let ItemKind::Func(func) = item("extern func len<T>(self: List<T>,) -> Int").kind else {
        panic!("no function")
    };
    assert_eq!((func.generics.len(), func.params.len()), (1, 1));
    assert!(func.body.is_none());

    let text = "extern record Container as Other on \"apps\" {\n ## Doc.\n name: String?\n \
                derived image_use: ImageUse,\n derived settable policy: PullPolicy?\n \
                settable: Int derived: Map<String, List<Int>>\n}";
    let ItemKind::Record(record) = item(text).kind else { panic!("no record") };
    assert_eq!(record.group.as_ref().map(|group| &*group.text), Some("apps"));
    assert_eq!(record.serves_as.as_ref().map(|name| &*name.text), Some("Other"));
    let fields: Vec<(&str, bool, bool, bool)> = record
        .fields
        .iter()
        .map(|f| (&*f.name.text, f.derived, f.settable, f.doc.is_some()))
        .collect();
    let expected = [
        ("name", false, false, true),
        ("image_use", true, false, false),
        ("policy", true, true, false),
        ("settable", false, false, false),
        ("derived", false, false, false),
    ];
    assert_eq!(fields, expected);
    assert!(matches!(record.fields[0].ty.kind, TypeKind::Optional(_)));

    let text = "extern enum PullPolicy {\n ## A.\n Always, IfNotPresent\n ## N.\n Never }";
    let ItemKind::Enum(policy) = item(text).kind else { panic!("no enum") };
    let docs: Vec<bool> = policy.values.iter().map(|(doc, _)| doc.is_some()).collect();
    assert_eq!(docs, [true, false, true]);
}

#[test]
fn where_a_line_ends_means_nothing() {
    let text = super::acme();
    // Raw texts keep their lines, and comments end with theirs.
    let flat: String = text
        .lines()
        .filter(|line| !line.starts_with("##"))
        .take_while(|line| !line.starts_with("test"))
        .map(|line| format!("{line} "))
        .collect();
    let parsed = parse(&flat);
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.file.items.len(), 11);
}

#[test]
fn an_item_is_parsed_alone_as_in_its_file() {
    use seaworthy::base::{Source, SourceId};
    use seaworthy::lang::syntax::{Keyword, cut, parse_item};
    let source = Source::new("a.sea", super::acme());
    let whole = parse(source.text()).file.items;
    let cuts = cut(source.text()).items;
    let cuts = cuts.iter().filter(|cut| cut.keyword != Keyword::Edition);
    for (cut, expected) in cuts.zip(whole) {
        let (item, diagnostics) = parse_item(SourceId(0), &source, cut);
        assert_eq!(diagnostics, []);
        assert_eq!(format!("{item:?}"), format!("{expected:?}"));
        assert!(cut.span.contains(item.span));
    }
}
