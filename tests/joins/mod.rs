//! Objects that are looked up, and rules on the whole run: what is kept for them, what they cost, and
//! that nothing depends on who stands where.

mod cost;
mod kept;
mod order;
mod unjudged;

use seaworthy::base::Sources;
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::report::Report;

use crate::lang::eval::program;

/// Judges texts, each a file of its own.
fn judged(policy: &str, files: &[String], settings: &Settings) -> Report {
    let (program, sources) = (program(policy), Sources::default());
    let bound = Bound::new(&program, &[], None);
    Judge::new(&bound, &sources, settings).judge(&inputs(files), &|| {})
}

fn inputs(files: &[String]) -> Inputs {
    let named = files.iter().enumerate().map(|(n, text)| (format!("{n:04}.yaml"), text.clone()));
    Inputs::Texts(named.collect())
}

/// A run of `count` pods in fifty namespaces, with as many labels as there are hundreds.
fn pods(count: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for n in 0..count {
        let (app, space) = (n % 100, n % 50);
        let _ = write!(
            text,
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{ name: p{n}, namespace: ns{space}, labels: {{ app: a{app} }} }}\nspec: {{ containers: [{{ name: c, image: 'registry.acme.io/a{app}:1.0' }}] }}\n"
        );
    }
    text
}
