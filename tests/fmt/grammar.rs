//! Random policies, of everything that the grammar has. They parse; they mean nothing.
//!
//! What is written is a row of words with blanks between them, and documentation on lines of its own;
//! `scatter` throws it about.

use crate::lang::soundness::random::Random;

/// A policy.
pub(super) fn policy(random: &mut Random) -> String {
    let mut writer = Writer { out: String::from("edition 1\n"), random, depth: 0, limit: 0 };
    for _ in 0..1 + writer.random.below(5) {
        writer.item();
    }
    writer.out
}

const NAMES: &[&str] =
    &["i", "x", "approved", "is_mutable", "set", "record", "help", "fix", "today", "given"];
const FIELDS: &[&str] =
    &["tag", "imagePullPolicy", "rule", "not", "present", "a_rather_long_name_of_a_field"];
const TYPES: &[&str] = &["Int", "Repo", "Image", "Deployment"];
const RULES: &[&str] = &["no-latest", "r", "test-a", "a-rather-long-name-of-a-rule-of-somebody"];
const TEXTS: &[&str] = &[
    "\"\"",
    "\"a\"",
    "\"`{i}` is {i.tag ?? x}\"",
    "\"\\\"\\\\ # \\{ \\u{e9} é\"",
    "\"a text that is rather long, so that not many of its kind stand on one line\"",
];
const RAWS: &[&str] = &[
    "\"\"\"a\"\"\"",
    "\"\"\"\n  a: 1\n\n    b\n  \"\"\"",
    "\"\"\"a\n   b\n c\"\"\"",
    "\"\"\"\n\ta\n\t# b\n\"\"\"",
];
const LITERALS: &[&str] =
    &["repo\"ghcr.io/acme\"", "re\"a\\\"", "glob\"*\"", "date\"2026-11-22\"", "semver\">=1 # <2\""];
const WORDS: &[&str] = &["a", "of", "\"x\"", "#", "`{i}`"];

struct Writer<'r> {
    out: String,
    random: &'r mut Random,
    depth: usize,
    /// How many bytes the item may come to have.
    limit: usize,
}

impl Writer<'_> {
    /// True where it is time to come to an end.
    fn is_long(&self) -> bool {
        self.depth > 6 || self.out.len() > self.limit
    }

    fn put(&mut self, words: &str) {
        if !self.out.ends_with('\n') {
            self.out.push(' ');
        }
        self.out.push_str(words);
    }

    fn pick(&mut self, all: &[&str]) {
        let word = *self.random.pick(all);
        self.put(word);
    }

    fn doc(&mut self) {
        if self.random.one_in(3) {
            for _ in 0..=self.random.below(2) {
                let word = *self.random.pick(WORDS);
                self.out.push_str(&format!("\n## {word}\n"));
            }
        }
    }

    /// `count` entries between commas, perhaps with one behind the last.
    fn list(&mut self, count: usize, mut entry: impl FnMut(&mut Self)) {
        for index in 0..count {
            if index > 0 {
                self.put(",");
            }
            entry(self);
        }
        if count > 0 && self.random.one_in(3) {
            self.put(",");
        }
    }

    fn count(&mut self, least: usize) -> usize {
        let few = self.random.below(4);
        least + if self.random.one_in(12) { few * 6 } else { few }
    }

    fn item(&mut self) {
        self.depth = 0;
        self.limit = self.out.len() + 100 + self.random.below(700);
        self.doc();
        match self.random.below(11) {
            0 => {
                self.put("import");
                self.pick(&["std/images", "./lib/owners", "../a.b"]);
                self.put("{");
                let count = self.count(0);
                self.list(count, |w| w.pick(NAMES));
                self.put("}");
            }
            1 => {
                self.put("param");
                self.typed_name();
                if self.random.one_in(2) {
                    self.value();
                }
            }
            2 => {
                self.put("require");
                self.expr();
                self.message("else");
            }
            3 => self.binding(),
            4 => self.func(),
            5 => self.record(),
            6 => self.enumeration(),
            7 => self.test(),
            _ => self.rule(),
        }
    }

    fn typed_name(&mut self) {
        self.pick(NAMES);
        self.put(":");
        self.ty();
    }

    fn value(&mut self) {
        self.put("=");
        self.expr();
    }

    fn binding(&mut self) {
        self.put("let");
        if self.random.one_in(2) {
            self.typed_name()
        } else {
            self.pick(NAMES)
        }
        self.value();
    }

    fn func(&mut self) {
        let host = self.random.one_in(3);
        self.put(if host { "extern func" } else { "func" });
        self.pick(NAMES);
        if host && self.random.one_in(2) {
            self.put("<");
            self.list(1, |w| w.put("T"));
            self.put(">");
        }
        self.put("(");
        let count = self.count(0);
        self.list(count, Self::typed_name);
        self.put(") ->");
        self.ty();
        if !host {
            self.value();
        }
    }

    fn record(&mut self) {
        self.put("extern record");
        self.pick(TYPES);
        if self.random.one_in(3) {
            self.put("as Other");
        }
        if self.random.one_in(3) {
            self.put("on \"apps\"");
        }
        self.put("{");
        for _ in 0..self.count(0) {
            self.doc();
            self.pick(&["", "", "derived", "settable", "derived settable"]);
            self.pick(&["derived", "settable", "name", "rule"]);
            self.put(":");
            self.ty();
            self.pick(&["", ","]);
        }
        self.put("}");
    }

    fn enumeration(&mut self) {
        self.put("extern enum");
        self.pick(TYPES);
        self.put("{");
        for _ in 0..self.count(0) {
            self.doc();
            self.pick(&["Always", "Never", "IfNotPresent"]);
            self.pick(&["", ","]);
        }
        self.put("}");
    }

    fn rule(&mut self) {
        self.put("rule");
        self.pick(RULES);
        self.pick(&["", "", "(error)", "( warning )", "(info)"]);
        self.put("on");
        self.pick(&["image", "pod", "manifests", "Deployment", "Rollout.argoproj.io"]);
        self.pick(NAMES);
        self.guard();
        self.put("{");
        if self.random.one_in(3) {
            self.put("tags [");
            let count = self.count(0);
            self.list(count, |w| w.pick(&["\"CIS-5.5.1\"", "\"strict\""]));
            self.put("] see \"https://example.org/#a\"");
        }
        self.statements();
        self.put("}");
    }

    fn guard(&mut self) {
        if self.random.one_in(2) {
            self.put("where");
            self.expr();
        }
    }

    fn statements(&mut self) {
        for _ in 0..self.random.below(4) {
            self.statement();
        }
    }

    fn statement(&mut self) {
        self.depth += 1;
        match self.random.below(if self.depth > 4 { 4 } else { 6 }) {
            0 => self.binding(),
            1..4 => self.obligation(),
            4 => self.conditional(),
            _ => {
                self.put("for");
                self.pick(NAMES);
                self.put("in");
                self.tight();
                self.guard();
                self.block();
            }
        }
        self.depth -= 1;
    }

    fn block(&mut self) {
        self.put("{");
        self.statements();
        self.put("}");
    }

    fn conditional(&mut self) {
        self.put("if");
        self.expr();
        self.block();
        match self.random.below(4) {
            0 => {
                self.put("else");
                self.block();
            }
            1 => {
                self.put("else");
                self.conditional();
            }
            _ => {}
        }
    }

    fn obligation(&mut self) {
        self.pick(&["require", "forbid"]);
        self.expr();
        self.message("else");
        let mut clauses = vec!["at", "help", "fix"];
        while !clauses.is_empty() && self.random.one_in(2) {
            match clauses.remove(self.random.below(clauses.len())) {
                "at" => {
                    self.put("at");
                    self.expr();
                }
                "help" => self.message("help"),
                _ => self.fix(),
            }
        }
    }

    fn message(&mut self, keyword: &str) {
        self.put(keyword);
        let texts = if self.random.one_in(6) { RAWS } else { TEXTS };
        self.pick(texts);
    }

    fn fix(&mut self) {
        self.put("fix (");
        self.pick(&["safe", "unsafe"]);
        self.put(") {");
        for _ in 0..=self.random.below(2) {
            let set = self.random.one_in(2);
            self.put(if set { "set" } else { "remove" });
            self.put("i");
            self.pick(&["", ".declared_pull_policy", ".spec[0]?.x[\"y\"]"]);
            if set {
                self.value();
            }
        }
        self.put("}");
    }

    fn test(&mut self) {
        self.put("test");
        self.pick(&[
            "\"a title\"",
            "\"one that leaves rather little room for what comes behind it, and more\"",
        ]);
        if self.random.one_in(2) {
            self.put("for");
            let count = self.count(1);
            self.list(count, |w| w.pick(RULES));
        }
        self.put("{ given");
        self.pick(RAWS);
        for clause in ["given", "with", "cluster", "today", "expect"] {
            if self.random.one_in(2) {
                self.put(clause);
                match clause {
                    "given" => self.pick(&["file\"deploy.yaml\"", "\"\"\"a\"\"\""]),
                    "with" => {
                        self.pick(&["approved", "std/no-latest.allow"]);
                        self.value();
                    }
                    "cluster" => self.pick(RAWS),
                    "today" => self.put("date\"2026-11-22\""),
                    _ => self.pick(&["nothing", "refused", "passed std/no-latest", "passed r"]),
                }
            }
        }
        self.put("}");
    }

    fn ty(&mut self) {
        self.depth += 1;
        if self.depth < 8 && self.random.one_in(3) {
            self.pick(&["List", "Map", "Set"]);
            self.put("<");
            let count = 1 + self.random.below(2);
            self.list(count, Self::ty);
            self.put(">");
        } else {
            self.pick(TYPES);
        }
        if self.random.one_in(4) {
            self.put("?");
        }
        self.depth -= 1;
    }

    /// Any expression.
    fn expr(&mut self) {
        self.depth += 1;
        let deep = self.is_long();
        match self.random.below(if deep { 12 } else { 20 }) {
            12 | 13 => self.logic("and"),
            14 | 15 => self.logic("or"),
            16 => self.choice(),
            17 => self.quantifier(),
            18 => self.negation(),
            _ => self.comparison(),
        }
        self.depth -= 1;
    }

    fn logic(&mut self, word: &str) {
        let count = self.count(2);
        for index in 0..count {
            if index > 0 {
                self.put(word);
            }
            self.negation();
        }
    }

    fn negation(&mut self) {
        for _ in 0..self.random.below(4).saturating_sub(2) {
            self.put("not");
        }
        self.comparison();
    }

    fn comparison(&mut self) {
        self.default();
        match self.random.below(6) {
            0 => {
                self.pick(&["==", "!=", "<", "<=", ">", ">=", "in", "not in", "matches"]);
                self.default();
            }
            1 => {
                self.put("is");
                self.pick(&["present", "absent", "Deployment", "Rollout.argoproj.io"]);
            }
            _ => {}
        }
    }

    fn default(&mut self) {
        self.tight();
        if self.random.one_in(8) {
            self.put("??");
            self.tight();
        }
    }

    fn tight(&mut self) {
        self.operand();
        while self.random.one_in(8) {
            self.pick(&["+", "-"]);
            self.operand();
        }
    }

    fn operand(&mut self) {
        self.primary();
        while self.random.one_in(3) {
            match self.random.below(6) {
                0 => {
                    self.put("[");
                    self.nested(Self::expr);
                    self.put("]");
                }
                1 => {
                    self.put("as");
                    self.ty();
                }
                2 => {
                    self.member();
                    self.args();
                }
                _ => self.member(),
            }
        }
    }

    fn member(&mut self) {
        self.pick(&[".", "?."]);
        self.pick(FIELDS);
    }

    fn args(&mut self) {
        self.put("(");
        let count = if self.is_long() { 0 } else { self.count(0) };
        self.list(count, |w| w.nested(Self::expr));
        self.put(")");
    }

    /// What stands in brackets, a level deeper.
    fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        if self.depth > 7 {
            self.pick(NAMES)
        } else {
            write(self)
        }
        self.depth -= 1;
    }

    fn primary(&mut self) {
        match self.random.below(if self.is_long() { 8 } else { 16 }) {
            0 => self.pick(TEXTS),
            1 => self.pick(LITERALS),
            2 => self.pick(&["1", "-3", "1.10", "true", "false"]),
            3 if self.random.one_in(4) => self.pick(RAWS),
            8 => {
                self.pick(NAMES);
                self.args();
            }
            9 | 10 => {
                self.put("(");
                self.nested(Self::expr);
                self.put(")");
            }
            11 => self.bracketed(|w| {
                let count = w.count(0);
                w.list(count, |w| w.nested(Self::expr));
            }),
            12 => self.bracketed(|w| {
                let count = w.count(0);
                w.list(count, |w| w.pick(TEXTS));
            }),
            13 => self.bracketed(|w| {
                let count = w.count(1);
                w.list(count, Self::pair);
            }),
            14 => self.bracketed(|w| {
                w.nested(Self::expr);
                w.selection();
            }),
            15 => self.bracketed(|w| {
                w.pair();
                w.selection();
            }),
            _ => self.pick(NAMES),
        }
    }

    fn bracketed(&mut self, inside: impl FnOnce(&mut Self)) {
        self.put("[");
        inside(self);
        self.put("]");
    }

    fn pair(&mut self) {
        self.nested(Self::expr);
        self.put(":");
        self.nested(Self::expr);
    }

    fn selection(&mut self) {
        self.put("for");
        self.pick(NAMES);
        self.put("in");
        self.nested(Self::tight);
        if self.random.one_in(2) {
            self.put("where");
            self.nested(Self::expr);
        }
    }

    fn choice(&mut self) {
        self.put("if");
        self.nested(Self::expr);
        self.put("then");
        self.nested(Self::expr);
        self.put("else");
        self.nested(Self::expr);
    }

    fn quantifier(&mut self) {
        self.pick(&["all", "any", "none"]);
        self.pick(NAMES);
        self.put("in");
        self.nested(Self::tight);
        self.put(":");
        self.nested(Self::expr);
    }
}
