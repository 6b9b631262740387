//! Text to tree.

mod junk;
pub(crate) mod places;
mod recovery;
mod spans;
mod trees;

use std::fmt::Write as _;

use seaworthy::base::{Source, SourceId};
use seaworthy::lang::syntax::ast::{Expr, ExprKind, ItemKind, Part};
use seaworthy::lang::syntax::{self, Parsed};

use crate::harness;

fn parse(text: &str) -> Parsed {
    syntax::parse(SourceId(0), &Source::new("a.sea", text))
}

/// `CODE message` of each diagnostic.
fn said(text: &str) -> Vec<String> {
    let diagnostics = parse(text).diagnostics;
    diagnostics.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect()
}

/// The example that the language is introduced by.
fn acme() -> String {
    std::fs::read_to_string(harness::folder("lang/acme.sea")).expect("the example")
}

#[test]
fn the_example_of_the_language_is_read() {
    let parsed = parse(&acme());
    assert_eq!(parsed.diagnostics, []);
    let names: Vec<&str> = parsed.file.items.iter().map(|item| name(&item.kind)).collect();
    let expected = [
        "std/images",
        "approved",
        "private",
        "prod",
        "no-latest",
        "pull-policy-fits",
        "approved-registry",
        "pinned-in-production",
        "pull-secret",
        "payments-minimum",
        "one-version",
        "an implied latest is caught",
    ];
    assert_eq!(names, expected);
}

/// Every policy in `folder` and below.
fn policies(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            policies(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "sea") {
            found.push(path);
        }
    }
}

/// The library is parsed item by item as it is needed; here all of it is.
#[test]
fn the_library_and_the_examples_are_read() {
    let mut found = Vec::new();
    for folder in ["stdlib", "examples"] {
        policies(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.len() > 5, "only {} policies", found.len());
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a policy in UTF-8");
        let parsed = parse(&text);
        assert_eq!(parsed.diagnostics, [], "{}", path.display());
        places::check(&parsed.file, &text);
    }
}

/// The code blocks of a page: what to avoid, what to prefer.
fn examples(page: &str) -> Vec<&str> {
    let blocks = page.split("```sea\n").skip(1);
    blocks.map(|block| block.split("```\n").next().unwrap_or(block)).collect()
}

#[test]
fn the_pages_of_codes_show_what_they_say() {
    use seaworthy::diag::Code;
    for code in Code::ALL.iter().filter(|code| code.as_str().starts_with("E01")) {
        let examples = examples(code.page());
        let [avoid, prefer] = examples.as_slice() else {
            panic!("{}: {} examples", code.as_str(), examples.len())
        };
        let codes: Vec<Code> = parse(avoid).diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [*code], "{}: what to avoid: {:?}", code.as_str(), said(avoid));
        assert_eq!(said(prefer), Vec::<String>::new(), "{}: what to prefer", code.as_str());
    }
}

fn name(kind: &ItemKind) -> &str {
    match kind {
        ItemKind::Import(it) => &it.path.text,
        ItemKind::Param(it) => &it.name.text,
        ItemKind::Require(_) => "require",
        ItemKind::Let(it) => &it.name.text,
        ItemKind::Func(it) => &it.name.text,
        ItemKind::Record(it) => &it.name.text,
        ItemKind::Enum(it) => &it.name.text,
        ItemKind::Rule(it) => &it.name.text,
        ItemKind::Test(it) => &it.title.text,
        ItemKind::Broken(it) => it.name.as_ref().map_or("?", |name| &name.text),
    }
}

/// A tree as nested brackets, so that its shape can be compared.
fn shape(expr: &Expr) -> String {
    let list = |all: &[Expr]| all.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Name(name) => name.text.to_string(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Decimal(text) => format!("decimal:{text}"),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Text(text) => {
            let mut all = String::new();
            for part in &text.parts {
                match part {
                    Part::Text(piece) => write!(all, "{piece:?}").unwrap(),
                    Part::Expr(expr) => write!(all, "{{{}}}", shape(expr)).unwrap(),
                }
            }
            format!("text:{all}")
        }
        ExprKind::Literal(it) => format!("{:?}:{}", it.kind, it.text),
        ExprKind::List(all) => format!("[{}]", list(all)),
        ExprKind::Map(all) => {
            let all = all.iter().map(|(k, v)| format!("{}:{}", shape(k), shape(v)));
            format!("[{}]", all.collect::<Vec<_>>().join(" "))
        }
        ExprKind::Select(element, each) => {
            let filter = each.filter.as_ref().map_or("-".into(), shape);
            format!("(select {} {} {} {filter})", shape(element), each.var.text, shape(&each.over))
        }
        ExprKind::Group(key, value, each) => {
            let filter = each.filter.as_ref().map_or("-".into(), shape);
            let (key, value) = (shape(key), shape(value));
            format!("(group {key} {value} {} {} {filter})", each.var.text, shape(&each.over))
        }
        ExprKind::Field { base, name, optional } => {
            format!("({} {} {})", if *optional { "?." } else { "." }, shape(base), name.text)
        }
        ExprKind::Index(base, index) => format!("(at {} {})", shape(base), shape(index)),
        ExprKind::Call(name, args) => format!("({}! {})", name.text, list(args)),
        ExprKind::Method { base, name, args, optional } => {
            let dot = if *optional { "?." } else { "." };
            format!("({dot}{}! {} {})", name.text, shape(base), list(args))
        }
        ExprKind::As(base, _) => format!("(as {})", shape(base)),
        ExprKind::Not(of) => format!("(not {})", shape(of)),
        ExprKind::And(all) => format!("(and {})", list(all)),
        ExprKind::Or(all) => format!("(or {})", list(all)),
        ExprKind::Compare { op, left, right, .. } => {
            format!("({op:?} {} {})", shape(left), shape(right))
        }
        ExprKind::Is(of, asked) => match asked {
            syntax::ast::Asked::Present => format!("(present {})", shape(of)),
            syntax::ast::Asked::Absent => format!("(absent {})", shape(of)),
            syntax::ast::Asked::Kind(kind) => match &kind.group {
                Some(group) => format!("(is {} {} {})", shape(of), kind.kind.text, group.text),
                None => format!("(is {} {})", shape(of), kind.kind.text),
            },
        },
        ExprKind::Default(a, b) => format!("(?? {} {})", shape(a), shape(b)),
        ExprKind::Arith { plus, left, right, .. } => {
            format!("({} {} {})", if *plus { "+" } else { "-" }, shape(left), shape(right))
        }
        ExprKind::If(a, b, c) => format!("(if {} {} {})", shape(a), shape(b), shape(c)),
        ExprKind::Quantifier(which, each, body) => {
            format!("({which:?} {} {} {})", each.var.text, shape(&each.over), shape(body))
        }
        ExprKind::Paren(of) => format!("<{}>", shape(of)),
        ExprKind::Error => "error".to_owned(),
    }
}
