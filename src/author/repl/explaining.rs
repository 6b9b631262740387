//! `:type` and `:doc`: what an expression is, and what a name stands for.

use std::fmt::Write as _;

use super::answer::{Fault, Outcome, Piece, line};
use super::session::{Session, type_in, type_name};
use crate::base::suggest;
use crate::diag::Code;
use crate::lang::library::{Extern, Library};

impl Session<'_> {
    /// `:type EXPRESSION`.
    pub(super) fn type_of(&self, rest: &str) -> Outcome {
        if rest.is_empty() {
            return Err("an expression follows: `:type images.first()`".into());
        }
        Ok(vec![line(type_name(&type_in(&self.question(&self.draft, rest)?)))])
    }

    /// `:doc NAME`.
    pub(super) fn doc(&self, rest: &str) -> Outcome {
        let name = rest.trim_matches('`');
        if name.is_empty() {
            return Err("a name follows: `:doc is_mutable`".into());
        }
        let entered = self.draft.items().iter().find(|item| item.name.called() == Some(name));
        if let Some(item) = entered {
            return Ok(item.text.lines().map(line).collect());
        }
        if let Some(code) = Code::find(name) {
            return Ok(vec![Piece::Page(code.page().to_owned())]);
        }
        if let Some(page) = self.rule_page(name).or_else(|| declared_page(name)) {
            return Ok(vec![Piece::Page(page)]);
        }
        Err(self.unknown(name))
    }

    /// How a function of the draft is called, and what it yields.
    pub(super) fn signature(&self, name: &str) -> Option<String> {
        let item = self.draft.items().iter().find(|item| item.name.called() == Some(name))?;
        let code = item.text.find(&format!("func {name}")).and_then(|at| item.text.get(at..))?;
        let head = code.split_once('=').map_or(code, |(head, _)| head);
        Some(head.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn rule_page(&self, name: &str) -> Option<String> {
        let (_, rule) = self.prepared.program.rule(name)?;
        let doc = rule.doc.as_deref().unwrap_or("This rule has no documentation.");
        let (title, rest) = doc.split_once('\n').unwrap_or((doc, ""));
        let severity = rule.severity.as_str();
        Some(format!("# {name}: {title}\n\nSeverity: {severity}\n{rest}\n"))
    }

    fn unknown(&self, name: &str) -> Fault {
        let library = Library::get();
        let own = self.draft.items().iter().filter_map(|item| item.name.called());
        let rules = self.prepared.program.rules.iter().map(|rule| &*rule.id);
        let functions = library.function_names().chain(library.type_names());
        let modules = library.modules().filter(|(_, module)| !module.holds_rules());
        let modules = modules.flat_map(|(_, module)| module.importable().map(|(_, name)| name));
        match suggest(name, own.chain(rules).chain(functions).chain(modules)) {
            Some(near) => format!("nothing is called `{name}`; did you mean `{near}`?").into(),
            None => format!("nothing is called `{name}`").into(),
        }
    }
}

/// What the library says of a name of its own.
fn declared_page(name: &str) -> Option<String> {
    let library = Library::get();
    if let Some((owner, member)) = name.split_once('.') {
        return member_page(owner, member);
    }
    let functions = library.all_functions().filter(|function| function.name() == name);
    let methods = library.methods(name);
    let externs: Vec<&Extern> = functions.chain(methods).collect();
    if !externs.is_empty() {
        let pages: Vec<String> = externs.iter().map(|it| extern_page(it)).collect();
        return Some(pages.join("\n"));
    }
    record_page(name).or_else(|| enum_page(name)).or_else(|| module_page(name))
}

fn member_page(owner: &str, member: &str) -> Option<String> {
    let library = Library::get();
    if let Some(method) = library.methods(member).find(|m| *m.symbol == format!("{owner}.{member}"))
    {
        return Some(extern_page(method));
    }
    if let Some(id) = library.enumeration(owner) {
        let values = &library.enum_of(id).values;
        let (_, doc) = values.iter().find(|(value, _)| **value == *member)?;
        return Some(format!("# {owner}.{member}\n\n{}\n", doc.as_deref().unwrap_or("")));
    }
    let field = library.field(library.record(owner)?, member)?;
    let origin = if field.derived { "derived" } else { "as the manifest has it" };
    let doc = field.doc.as_deref().unwrap_or("");
    Some(format!("# {owner}.{member}: {}\n\n{doc}\n\nIt is {origin}.\n", type_name(&field.ty)))
}

/// `len(self: List<T>) -> Int`, as it is called: `List<T>.len() -> Int`.
pub(super) fn signature_of(it: &Extern) -> String {
    let params: Vec<String> =
        it.written().iter().map(|(name, ty)| format!("{name}: {}", type_name(ty))).collect();
    let of = it.receiver().map_or_else(String::new, |ty| format!("{}.", type_name(ty)));
    format!("{of}{}({}) -> {}", it.name(), params.join(", "), type_name(&it.result))
}

fn extern_page(it: &Extern) -> String {
    format!("# {}\n\n{}\n", signature_of(it), fenced(it.doc.as_deref().unwrap_or("")))
}

fn record_page(name: &str) -> Option<String> {
    let library = Library::get();
    let record = library.record_of(library.record(name)?);
    let mut page = format!("# {name}\n\n{}\n\n", record.doc.as_deref().unwrap_or(""));
    for (field, it) in &record.fields {
        let title = it.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
        let _ = writeln!(page, "- `{field}: {}` {title}", type_name(&it.ty));
    }
    Some(page)
}

fn enum_page(name: &str) -> Option<String> {
    let library = Library::get();
    let found = library.enum_of(library.enumeration(name)?);
    let mut page = format!("# {name}\n\n{}\n\n", found.doc.as_deref().unwrap_or(""));
    for (value, doc) in &found.values {
        let title = doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
        let _ = writeln!(page, "- `{value}` {title}");
    }
    Some(page)
}

/// A plain function, constant or param that a module of the library offers for import: its text.
fn module_page(name: &str) -> Option<String> {
    let library = Library::get();
    let mut modules = library.modules().filter(|(_, module)| !module.holds_rules());
    let (module, entry) = modules.find_map(|(_, module)| {
        let (entry, _) = module.importable().find(|(_, offered)| *offered == name)?;
        Some((module, entry))
    })?;
    let (_, entry) = module.entries().find(|(id, _)| *id == entry)?;
    let text = module.source().slice(entry.span());
    let import = format!("import std/{} {{ {name} }}", module.name());
    let (doc, code): (Vec<&str>, Vec<&str>) = text.lines().partition(|it| it.starts_with("##"));
    let bare = |line: &&str| {
        let line = line.trim_start_matches('#');
        line.strip_prefix(' ').unwrap_or(line).to_owned()
    };
    let doc: Vec<String> = doc.iter().map(bare).collect();
    let (doc, code) = (fenced(&doc.join("\n")), code.join("\n"));
    Some(format!("# {name}\n\n{doc}\n\n```sea\n{import}\n\n{code}\n```\n"))
}

/// Documentation with its examples, which are indented, in fences: a page knows no other code.
fn fenced(doc: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for line in doc.lines() {
        let code = line.starts_with("    ");
        if code != inside && !(inside && line.is_empty()) {
            out.push_str("```\n");
            inside = code;
        }
        out.push_str(line.strip_prefix("    ").unwrap_or(line));
        out.push('\n');
    }
    if inside {
        out.push_str("```\n");
    }
    out
}
