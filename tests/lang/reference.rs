//! The page of the library's rules, from the rule files as the program reads them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use seaworthy::base::Source;
use seaworthy::lang::library::{Library, Module};
use seaworthy::lang::syntax::ast::{Expr, Item, ItemKind, Rule};

use crate::harness::expect_file;

const INTRO: &str = "# The rules\n\n\
    The rules that come with the program, from their files in `stdlib/`. `seaworthy explain RULE` prints \
    all that a\nrule says of itself, with a bad and a good example; `seaworthy rules` lists those that are \
    in force.\n\nA pack is a tag: `std/strict` stands for all rules that carry it; what each pack is for, \
    [packs.md](packs.md)\nsays. Rules under `std/compat/PEER/` are for those who come from another tool: \
    each says what that tool's own\ncheck says, faults and all, and names the check among its tags.\n";

/// How peers write themselves, where it is not just with a capital.
const PEERS: &[(&str, &str)] = &[
    ("kics", "KICS"),
    ("kube-linter", "kube-linter"),
    ("kube-score", "kube-score"),
    ("kubescape", "kubescape"),
    ("conftest", "conftest"),
    ("konstraint", "konstraint"),
];

/// A rule of the library, and the file that it stands in.
struct Entry<'l> {
    id: &'l str,
    module: &'l Module,
    item: &'l Item,
    rule: &'l Rule,
}

fn entries() -> Vec<Entry<'static>> {
    let library = Library::get();
    let mut entries: Vec<Entry<'static>> = library
        .rules()
        .map(|(module, entry, id)| {
            let item: &'static Item = library.item(module, entry).expect("it parses");
            let ItemKind::Rule(rule) = &item.kind else { panic!("{id} is no rule") };
            Entry { id, module: library.module_of(module).expect("a module"), item, rule }
        })
        .collect();
    entries.sort_by_key(|entry| entry.id);
    entries
}

/// The peer that a compat rule speaks for.
fn peer(id: &str) -> Option<&str> {
    id.strip_prefix("std/compat/")?.split('/').next()
}

impl Entry<'_> {
    fn title(&self) -> &str {
        let doc = self.item.doc.as_ref().map_or("", |doc| &doc.text);
        doc.split("\n\n").next().unwrap_or("").trim()
    }

    fn link(&self) -> String {
        format!("[`{}`](../stdlib/{}.sea)", self.id, self.module.name())
    }

    fn severity(&self) -> &'static str {
        self.rule.severity.as_ref().map_or("error", |(severity, _)| severity.as_str())
    }

    fn row(&self) -> String {
        let tags: Vec<String> =
            self.rule.tags.iter().map(|tag| format!("`{}`", tag.text)).collect();
        let see = self.rule.see.iter().enumerate();
        let see: Vec<String> =
            see.map(|(index, url)| format!("[{}]({})", index + 1, cell(&url.text))).collect();
        format!(
            "| {} | {} | {} | {} | {} |\n",
            self.link(),
            cell(self.title()),
            self.severity(),
            cell(&tags.join(" ")),
            see.join(" ")
        )
    }
}

/// As a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn heading(peer: &str) -> String {
    let known = PEERS.iter().find(|(name, _)| *name == peer).map(|(_, shown)| (*shown).to_owned());
    known.unwrap_or_else(|| {
        let (first, rest) = peer.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    })
}

const HEAD: &str = "| rule | title | severity | tags | see |\n| --- | --- | --- | --- | --- |\n";

fn page(entries: &[Entry<'_>]) -> String {
    let mut out = format!("{INTRO}\n## Packs\n\n| pack | rules |\n| --- | --- |\n");
    let mut packs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut peers: BTreeMap<&str, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        match peer(entry.id) {
            Some(peer) => peers.entry(peer).or_default().push(entry),
            None => {
                for tag in &entry.rule.tags {
                    packs.entry(&tag.text).or_default().push(format!("`{}`", entry.id));
                }
            }
        }
    }
    for (pack, rules) in packs {
        let _ = writeln!(out, "| `std/{pack}` | {} |", rules.join(" "));
    }
    let _ = write!(out, "\n## Our own\n\n{HEAD}");
    out.extend(entries.iter().filter(|entry| peer(entry.id).is_none()).map(Entry::row));
    for (peer, rules) in peers {
        let _ = write!(out, "\n## {}\n\n{HEAD}", heading(peer));
        out.extend(rules.into_iter().map(Entry::row));
    }
    out += "\n## Params\n\nSet in the project file under `params:`, or with `--param NAME=VALUE`.\n\n\
            | param | type | default | is |\n| --- | --- | --- | --- |\n";
    entries.iter().for_each(|entry| params(&mut out, entry));
    out
}

/// The params of a rule's file, by the names under which they are set.
fn params(out: &mut String, entry: &Entry<'_>) {
    let source: &Source = entry.module.source();
    for (at, _) in entry.module.entries() {
        let item = entry.module.item(at).expect("it parses");
        let ItemKind::Param(param) = &item.kind else { continue };
        let default = |expr: &Expr| format!("`{}`", source.slice(expr.span));
        let default = param.default.as_ref().map_or_else(|| "none".to_owned(), default);
        let doc = item.doc.as_ref().map_or("", |doc| &doc.text);
        let _ = writeln!(
            out,
            "| `{}.{}` | `{}` | {} | {} |",
            entry.id,
            param.name.text,
            source.slice(param.ty.span),
            cell(&default),
            cell(doc)
        );
    }
}

#[test]
fn the_page_of_rules_says_what_their_files_say() {
    let entries = entries();
    for entry in &entries {
        assert!(!entry.title().is_empty(), "{} has no title", entry.id);
        assert!(!entry.rule.see.is_empty(), "{} names no source", entry.id);
        // A rule of our own that has to be told something is in no pack.
        let is_tagged = !entry.rule.tags.is_empty() || peer(entry.id).is_none();
        assert!(is_tagged, "{} has no tag", entry.id);
    }
    expect_file("docs/rules.md", &page(&entries));
}
