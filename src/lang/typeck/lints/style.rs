//! Names in another case than the language's.

use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::{ItemKind, Name};

use super::Subject;
use crate::lang::typeck::scope::Local;

pub(super) fn lint(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    match &subject.item.kind {
        ItemKind::Rule(rule) => kebab(subject, &rule.name, out),
        ItemKind::Let(constant) => snake(subject, "constants", &constant.name, out),
        ItemKind::Param(param) => snake(subject, "params", &param.name, out),
        ItemKind::Func(func) => snake(subject, "functions", &func.name, out),
        _ => {}
    }
    for Local { name, span, .. } in &subject.done.locals {
        let name = Name { text: name.clone(), span: *span };
        snake(subject, "locals", &name, out);
    }
}

fn kebab(subject: &Subject<'_, '_>, name: &Name, out: &mut Vec<Diagnostic>) {
    let mended = words(&name.text).join("-");
    if *name.text != *mended {
        out.push(says(subject, "rules", "in `kebab-case`", name, &mended));
    }
}

fn snake(subject: &Subject<'_, '_>, what: &str, name: &Name, out: &mut Vec<Diagnostic>) {
    let lead: String = name.text.chars().take_while(|c| *c == '_').collect();
    let mended = format!("{lead}{}", words(&name.text).join("_"));
    if *name.text != *mended {
        out.push(says(subject, what, "in `snake_case`", name, &mended));
    }
}

fn says(
    subject: &Subject<'_, '_>,
    what: &str,
    case: &str,
    name: &Name,
    mended: &str,
) -> Diagnostic {
    let message = format!("`{}` is not named as {what} are, {case}", name.text);
    Diagnostic::new(Code::L0310, message)
        .at(subject.at(name.span), "named here")
        .help(format!("call it `{mended}`"))
}

/// The words of a name in any case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut lower_before = false;
    for c in name.chars() {
        if c == '_' || c == '-' {
            words.push(String::new());
            lower_before = false;
            continue;
        }
        if c.is_uppercase() && lower_before {
            words.push(String::new());
        }
        lower_before = c.is_lowercase() || c.is_ascii_digit();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
