//! Attacks by manifests: what a reader takes in, and what is found in it.

mod aliases;
mod keys;
mod long;
mod many;
mod names;
mod nesting;

use crate::Attack;
use crate::folder::Folder;

/// Checks `m.yaml` by the recommended rules; prints both formats.
pub(crate) const CHECK: &[&str] = &["check", "-o", "json=../report.json", "-o", "text", "m.yaml"];

/// Just short of the limit on files.
const NEARLY: usize = 31 << 20;

const fn attack(
    name: &'static str,
    size: usize,
    make: fn(&mut Folder, usize),
    exit: i32,
    code: &'static str,
) -> Attack {
    Attack { name, size, make, args: CHECK, exit, code }
}

/// In the order of the page.
pub(crate) const ALL: &[&[&Attack]] =
    &[aliases::ALL, keys::ALL, many::ALL, long::ALL, names::ALL, nesting::ALL];

const EVIL: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'evil:latest'}]}\n";

/// Levels of nine aliases each to the level before.
fn bomb(text: &mut crate::folder::Text, levels: usize) {
    text.put("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    text.each(levels - 1, |n| {
        format!("a{}: &a{} [{}]\n", n + 1, n + 1, vec![format!("*a{n}"); 9].join(","))
    });
}

/// Lists in lists, with a Pod in the innermost.
fn lists(text: &mut crate::folder::Text, depth: usize) {
    text.times(depth, "{apiVersion: v1, kind: List, items: [\n");
    text.put("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}\n");
    text.times(depth, "]}\n");
}
