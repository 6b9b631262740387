//! A fault hides no other.

use seaworthy::lang::syntax::ast::{ItemKind, StmtKind};

use super::{name, parse, said};

const SEVEN: &str = r#"edition 1

param approved Set<Repo> = []

let limit: Int = 3 +

func f(a: Int) Bool = a == 1

rul one on image i {
  require i.tag is present else "a"
}

rule two on image i {
  let a = i.tag ??
  require i.tag is present else "b"
  forbid i.tag == else "c"
  if i.digest is present {
    require i.tag i.digest else "d"
  }
}

rule three on image i {
  require i.tag is present else "e"
}
"#;

#[test]
fn seven_faults_are_seven_diagnostics() {
    let said = said(SEVEN);
    assert_eq!(said.len(), 7, "{said:#?}");
    let items = parse(SEVEN).file.items;
    let names: Vec<&str> = items.iter().map(|item| name(&item.kind)).collect();
    assert_eq!(names, ["approved", "limit", "f", "one", "two", "three"]);
    let ItemKind::Rule(two) = &items[4].kind else { panic!("{:?}", items[4]) };
    let broken = |kind: &StmtKind| matches!(kind, StmtKind::Broken(_));
    let kinds: Vec<bool> = two.body.iter().map(|stmt| broken(&stmt.kind)).collect();
    assert_eq!(kinds, [true, false, true, false]);
    assert!(matches!(&two.body[0].kind, StmtKind::Broken(Some(name)) if &*name.text == "a"));
}

#[test]
fn what_was_expected_is_said_in_words() {
    for line in said(SEVEN) {
        for word in ["kw_", "op_", "EOI", "_stmt", "_expr", "rparen"] {
            assert!(!line.contains(word), "{line}");
        }
    }
}

#[test]
fn slips_are_named_and_put_right() {
    for (condition, expected) in [
        ("i.tag = \"latest\"", "`=` names a value; compare with `==`"),
        ("a && b", "`&&` is not an operator here; write `and`"),
        ("a || b", "`||` is not an operator here; write `or`"),
        ("!a", "`!` is not an operator here; write `not`"),
        ("a === b", "`===` is not an operator here; write `==`"),
        ("a <> b", "`<>` is not an operator here; write `!=`"),
        ("a =~ b", "`=~` is not an operator here; write `matches`"),
        ("a is not present", "`is not present` is not an operator here; write `is absent`"),
        ("a or b and c", "`or` and `and` mixed; add parentheses"),
        ("a < b < c", "comparisons do not chain; write `a < b and b < c`"),
        ("a == 'x'", "`'` opens no text; write `\"…\"`"),
        ("a == “x”", "`“` opens no text; write `\"…\"`"),
        ("a * b", "`*` is not an operator here"),
        ("a ? b : c", "`?` is not an operator here"),
        ("a contains b", "`contains` is not an operator here"),
        ("a == -b", "`-` stands before a number only, or between two values"),
        ("a AND b", "unexpected `AND`; did you mean `and`?"),
        ("a mathces b", "unexpected `mathces`; did you mean `matches`?"),
        ("repo \"x\" == a", "a literal's prefix touches its text; write `repo\"…\"`"),
        ("a > 90d", "`90d` is no number; write `duration\"90d\"`"),
        ("a > 10Gi", "`10Gi` is no number; write `quantity\"10Gi\"`"),
        ("a == {}", "`{` begins no value"),
        ("if a then b elif c then d else e", "`elif` is no word of the language; write `else if`"),
        ("if a then b", "this `if` has no `else`, so it may have no value"),
        ("if a b else c", "this `if` has no `then`"),
        ("a == not b", "`not` binds looser than the operator before it; add parentheses"),
        ("[a, b == c", "this `[` is not closed"),
        ("a) == b", "this `)` closes nothing"),
        ("any x in xs where y: x", "expected an operator or `:`, found `where`"),
        (
            "a.tag == \"{b[\"c\"]}\"",
            "what stands in `{…}` of a text holds no quotes and no newline",
        ),
        ("a == 99999999999999999999", "`99999999999999999999` is too large"),
        ("a == \"\\d\"", "`\\d` stands for nothing"),
        ("a == \"}\"", "this `}` of a text closes nothing"),
        ("a == \"{b\"", "this `{` of a text is not closed"),
        ("a == \"{b +}\"", "expected an expression, found `}`"),
    ] {
        let text = format!(
            "edition 1\nrule r on image i {{\n  require {condition} else \"m\"\n  let z = 1\n}}\n"
        );
        let said = said(&text);
        assert_eq!(said.len(), 1, "{condition}: {said:#?}");
        assert!(said[0].ends_with(expected), "{condition}: {}", said[0]);
        let items = parse(&text).file.items;
        assert!(
            matches!(&items[0].kind, ItemKind::Rule(rule) if rule.body.len() == 2),
            "{condition}: {items:#?}"
        );
    }
}

#[test]
fn heads_and_bodies_are_told_apart() {
    for (text, expected) in [
        ("rule r image i { }", "expected `on` and what the rule is on, found `image`"),
        ("rule r on image { }", "`on image` gives the match no name"),
        ("rule r on image where a { }", "`on image` gives the match no name"),
        ("rule r on image i", "the body of a rule stands in braces; found the end of the file"),
        ("rule r (fatal) on image i { }", "unknown severity `fatal`; did you mean `error`?"),
        ("rule NoLatest on image i { }", "`NoLatest` is not kebab-case; write `no-latest`"),
        (
            "rule r on image my-i { }",
            "hyphens belong to names of rules only; write `my_i` for `my-i`",
        ),
        (
            "rule r on image i { if a require b else \"c\" }",
            "the body of an `if` statement stands in braces; found `require`",
        ),
        (
            "rule r on image i { if a then { } }",
            "the body of an `if` statement stands in braces; found `then`",
        ),
        (
            "rule r on image i { requre b else \"c\" }",
            "unknown statement `requre`; did you mean `require`?",
        ),
        (
            "rule r on image i {\n let a = 1\n requre b else \"c\" }",
            "unknown statement `requre`; did you mean `require`?",
        ),
        ("rule r on image i { require b els \"c\" }", "unexpected `els`; did you mean `else`?"),
        ("rule r on image i { require b }", "`require` needs a message: add `else \"…\"`"),
        ("rule r on image i { let a = 1; let b = 2; }", "`;` separates nothing here"),
        ("rule r on image i { let a = 1, let b = 2 }", "`,` separates nothing here"),
        (
            "rule r on image i { let match = 1 }",
            "`match` is reserved for later editions and names nothing",
        ),
        (
            "rule r on image i { require i.tag == type else \"m\" }",
            "`type` is reserved for later editions and names nothing",
        ),
        ("rule r on image i { let a: 3 }", "`:` gives no value; write `=`"),
        ("rule r on image i { let a := 3 }", "`:=` gives no value; write `=`"),
        ("rule r on image i { require a else \"b\" help \"c\" help \"d\" }", "`help` comes twice"),
        ("rule r on image i { let a = 1 tags [\"x\"] }", "`tags` stands at the top of a rule"),
        ("param a = 3", "a param needs a type before its value"),
        ("param rule: Int", "`rule` is a word of the language and names nothing"),
        ("let aB = 3", "`aB` is not snake_case; write `a_b`"),
        ("let a = 3 }", "this `}` closes nothing"),
        ("import ./x.sea { a }", "an import names no `.sea`; write `./x`"),
        ("fn f(a: Int) -> Int = a", "unknown item `fn`; did you mean `func`?"),
        ("test \"t\" { given \"x\" }", "expected a text in `\"\"\"` or `file\"…\"`, found a text"),
        ("test \"t\" { gven \"\"\"x\"\"\" }", "unknown statement `gven`; did you mean `given`?"),
        ("test \"t\" { expect nothing }", "this test is given no manifest"),
        ("edition 1", "the edition is named twice"),
        ("## nothing below", "this documents nothing"),
        ("let a = 1 – 2", "`–` (U+2013) means nothing here"),
        ("let a = \"x", "this text is not closed"),
        ("let a = re\"x", "this text is not closed"),
        ("let a = \"\"\"x", "this text is not closed"),
    ] {
        let said = said(&format!("edition 1\n{text}\n"));
        assert_eq!(said.len(), 1, "{text}: {said:#?}");
        assert!(said[0].ends_with(expected), "{text}:\n  {}\n  {expected}", said[0]);
    }
}

#[test]
fn the_edition_is_asked_for() {
    for (text, expected) in [
        ("", "E0104 this file names no edition"),
        ("let a = 1", "E0104 this file names no edition"),
        ("edition 2", "E0105 unknown edition `2`"),
        ("edition one", "E0105 unknown edition `one`"),
        ("edition", "E0105 expected the number of the edition"),
        ("let a = 1 edition 1", "E0106 `edition` must come first"),
    ] {
        assert_eq!(said(text), [expected], "{text}");
    }
}

#[test]
fn unclosed_braces_swallow_no_item() {
    let text = "edition 1\nrule a on image i {\n  require i.tag is present else \"m\"\n\n\
                rule b on image i {\n  if i.tag is present {\n    let x = 1\n}\n\nlet c = 1\n";
    let parsed = parse(text);
    let names: Vec<&str> = parsed.file.items.iter().map(|item| name(&item.kind)).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let places: Vec<u32> =
        parsed.diagnostics.iter().map(|d| d.place().map_or(0, |place| place.span.start)).collect();
    let at =
        |needle: &str| u32::try_from(text.find(needle).expect("there") + needle.len() - 1).unwrap();
    assert_eq!(places, [at("rule a on image i {"), at("if i.tag is present {")]);
}

#[test]
fn unclosed_manifests_swallow_no_item() {
    let text = "edition 1\ntest \"a\" {\n  given \"\"\"\n    kind: Pod\n    x: [\n}\n\n\
                test \"b\" {\n  given \"\"\"\n    kind: Pod\n  \"\"\"\n}\n\nlet c = 1 +\n";
    let parsed = parse(text);
    let names: Vec<&str> = parsed.file.items.iter().map(|item| name(&item.kind)).collect();
    assert_eq!(names, ["\"a\"", "b", "c"]);
    let expected = [
        "E0108 this text is not closed",
        "E0101 expected an expression, found the end of the file",
    ];
    assert_eq!(said(text), expected);
}

/// What stands behind a thousand faults is broken: what has a name declares it, and all that is between is
/// one piece, for an item for each would be some hundred times what is written.
#[test]
fn behind_a_thousand_faults_what_has_no_name_is_one_piece() {
    let text =
        format!("edition 1\n{}\nlet a = 1\nfunc b(c: Int) -> Int = c\n", "let = 1\n".repeat(5_000));
    let parsed = parse(&text);
    assert_eq!(parsed.diagnostics.len(), 1_000);
    let names: Vec<&str> = parsed.file.items.iter().map(|item| name(&item.kind)).collect();
    assert!(names.len() <= 1_003, "{}", names.len());
    assert!(names.ends_with(&["?", "a", "b"]), "{:?}", names.last());
    let last = parsed.file.items.last().unwrap();
    assert_eq!(last.span.end as usize, text.trim_end().len());
}
