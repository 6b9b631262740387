//! What a rule is about: the registries, tags, names and numbers that it and its params say.

use crate::lang::syntax::ast::{Expr, ExprKind, Item, Literal, LiteralKind, Part};
use crate::lang::syntax::visit;

/// Values to try a rule on.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// Repositories and registries that it names.
    pub(super) repos: Vec<String>,
    /// Tags that it names, or that lie by its versions.
    pub(super) tags: Vec<String>,
    /// Other texts.
    pub(super) texts: Vec<String>,
}

/// How many of each are kept.
const MOST: usize = 12;

impl Pool {
    /// What items say, the first first.
    pub(super) fn of<'i>(items: impl IntoIterator<Item = &'i Item>) -> Self {
        let mut pool = Self::default();
        for item in items {
            visit::item(item, &mut |top| visit::walk(top, &mut |expr| pool.take(expr)));
        }
        pool
    }

    fn take(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Int(number) => {
                for near in [*number, number.saturating_add(1), number.saturating_sub(1)] {
                    add(&mut self.texts, near.to_string());
                }
            }
            ExprKind::Text(text) if !text.raw => {
                for part in &text.parts {
                    if let Part::Text(text) = part {
                        self.text(text);
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let host = text.contains('.') && !text.contains([' ', '/', '@']) && is_host(text);
        if host && text.contains(|c: char| c.is_ascii_alphabetic()) {
            add(&mut self.repos, text.to_owned());
        }
        let path = text.trim_matches('/');
        let of_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/.-_".contains(c);
        if text.contains('/') && !path.is_empty() && path.chars().all(of_path) {
            add(&mut self.repos, format!("registry.example.com/{path}"));
            add(&mut self.repos, format!("registry.example.com/x/{path}"));
        }
        if is_tag(text) {
            add(&mut self.tags, text.to_owned());
            add(&mut self.tags, format!("{text}-x"));
        }
        add(&mut self.texts, text.to_owned());
        add(&mut self.texts, format!("{text}-x"));
        add(&mut self.texts, format!("x{text}"));
    }

    fn literal(&mut self, literal: &Literal) {
        let text = &*literal.text;
        match literal.kind {
            LiteralKind::Repo => add(&mut self.repos, text.replace('*', "x")),
            LiteralKind::Image => add(&mut self.texts, text.to_owned()),
            LiteralKind::Glob => {
                let sample = text.replace("**", "x").replace(['*', '?'], "x");
                self.text(&sample);
            }
            LiteralKind::Semver | LiteralKind::Version => self.versions(text),
            LiteralKind::Regex
            | LiteralKind::Date
            | LiteralKind::Quantity
            | LiteralKind::Duration => add(&mut self.texts, text.to_owned()),
        }
    }

    /// The versions in a range, and those beside them.
    fn versions(&mut self, text: &str) {
        let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'));
        for version in parts.filter(|part| part.starts_with(|c: char| c.is_ascii_digit())) {
            add(&mut self.tags, version.to_owned());
            let (head, last) = version.rsplit_once('.').unwrap_or(("", version));
            let Ok(number) = last.parse::<u64>() else { continue };
            for near in [number.checked_add(1), number.checked_sub(1)].into_iter().flatten() {
                let dot = if head.is_empty() { "" } else { "." };
                add(&mut self.tags, format!("{head}{dot}{near}"));
            }
        }
    }
}

fn add(to: &mut Vec<String>, text: String) {
    if to.len() < MOST && !text.is_empty() && text.len() < 200 && !to.contains(&text) {
        to.push(text);
    }
}

fn is_tag(text: &str) -> bool {
    let of_tag = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    text.len() <= 100 && text.chars().all(of_tag) && !text.starts_with(['.', '-'])
}

fn is_host(text: &str) -> bool {
    let of_host =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':');
    text.chars().all(of_host)
        && !text.starts_with(['.', '-', ':'])
        && !text.ends_with(['.', '-', ':'])
}
