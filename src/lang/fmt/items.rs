//! Files, items, types and tests.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::base::Span;
use crate::lang::syntax::ast::{
    Enum, Expect, File, Func, FuncParam, Given, Import, Item, ItemKind, Name, Param, Record,
    RecordField, Require, Rule, Test, TypeExpr, TypeKind,
};

use super::printer::{Blanks, Printer};
use super::statements::Clauses;

impl Printer<'_> {
    /// Prints the whole file.
    pub(super) fn file(&mut self, file: &File) {
        self.separate(Blanks::None);
        self.token("edition");
        self.space();
        self.any();
        let mut before: Option<&Item> = None;
        for item in &file.items {
            let grouped = before.is_some_and(|before| may_stand_together(before, item));
            self.separate(if grouped { Blanks::Kept } else { Blanks::One });
            self.item(item);
            before = Some(item);
        }
        self.separated_comments(Blanks::Kept);
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Import(import) => self.import(import),
            ItemKind::Param(param) => self.param(param),
            ItemKind::Require(require) => self.require(require),
            ItemKind::Let(binding) => self.binding(binding),
            ItemKind::Func(func) => self.func(func),
            ItemKind::Record(record) => self.record(record),
            ItemKind::Enum(enumeration) => self.enumeration(enumeration),
            ItemKind::Rule(rule) => self.rule(rule),
            ItemKind::Test(test) => self.test(test),
            ItemKind::Broken(_) => self.lost = true,
        }
    }

    pub(super) fn name(&mut self, name: &Name) {
        self.source(name.span);
    }

    fn import(&mut self, import: &Import) {
        self.token("import");
        self.indent(1);
        self.space();
        self.name(&import.path);
        self.space();
        self.dedent(1);
        self.names(&import.names);
    }

    fn param(&mut self, param: &Param) {
        self.token("param");
        self.indent(1);
        self.space();
        self.name(&param.name);
        self.token(":");
        self.space();
        self.type_expr(&param.ty);
        if let Some(default) = &param.default {
            self.assign(default);
        }
        self.dedent(1);
    }

    fn require(&mut self, require: &Require) {
        let Require { condition, message } = require;
        let clauses = Clauses { message: message.as_ref(), at: None, help: None, fix: None };
        self.obligation("require", condition, &clauses);
    }

    fn func(&mut self, func: &Func) {
        self.token(if func.body.is_none() { "extern" } else { "func" });
        self.indent(1);
        self.space();
        if func.body.is_none() {
            self.token("func");
            self.space();
        }
        self.name(&func.name);
        if !func.generics.is_empty() {
            self.token("<");
            for (index, name) in func.generics.iter().enumerate() {
                self.entry_gap(index);
                self.name(name);
            }
            self.drop_comma();
            self.token(">");
        }
        self.dedent(1);
        self.list(["(", ")"], &func.params, Self::func_param);
        self.indent(1);
        self.space();
        self.token("->");
        self.space();
        self.type_expr(&func.result);
        if let Some(body) = &func.body {
            self.space();
            self.token("=");
            self.open();
            self.line();
            self.expr(body, false);
            self.close();
        }
        self.dedent(1);
    }

    fn func_param(&mut self, param: &FuncParam) {
        self.name(&param.name);
        self.token(":");
        self.space();
        self.type_expr(&param.ty);
    }

    /// The comma and blank before the entry `index` of a list that stays on its line.
    fn entry_gap(&mut self, index: usize) {
        if index > 0 {
            self.token(",");
            self.space();
        }
    }

    fn record(&mut self, record: &Record) {
        self.token("extern");
        self.indent(1);
        self.space();
        self.token("record");
        self.space();
        self.name(&record.name);
        if let Some(other) = &record.serves_as {
            self.space();
            self.token("as");
            self.space();
            self.name(other);
        }
        if let Some(group) = &record.group {
            self.space();
            self.token("on");
            self.space();
            self.name(group);
        }
        self.dedent(1);
        self.space();
        self.braces(&record.fields, Self::record_field);
    }

    fn record_field(&mut self, field: &RecordField) {
        self.indent(1);
        for (word, given) in [("derived", field.derived), ("settable", field.settable)] {
            if given {
                self.token(word);
                self.space();
            }
        }
        self.name(&field.name);
        self.token(":");
        self.space();
        self.type_expr(&field.ty);
        self.dedent(1);
        self.drop_comma();
    }

    fn enumeration(&mut self, enumeration: &Enum) {
        self.token("extern");
        self.indent(1);
        self.space();
        self.token("enum");
        self.space();
        self.name(&enumeration.name);
        self.dedent(1);
        self.space();
        self.braces(&enumeration.values, |printer, (_, value)| {
            printer.name(value);
            printer.free_comma();
        });
    }

    fn rule(&mut self, rule: &Rule) {
        self.begin();
        self.token("rule");
        self.indent(2);
        self.space();
        self.name(&rule.name);
        if let Some((_, severity)) = &rule.severity {
            self.space();
            self.token("(");
            self.source(*severity);
            self.token(")");
        }
        self.space();
        self.token("on");
        self.space();
        self.source(rule.matcher.span);
        self.space();
        self.name(&rule.binder);
        self.guard(rule.guard.as_ref());
        self.close();
        self.dedent(2);
        self.space();
        self.block(&rule.body);
    }

    fn test(&mut self, test: &Test) {
        self.begin();
        self.token("test");
        self.indent(2);
        self.space();
        self.name(&test.title);
        if !test.rules.is_empty() {
            self.line();
            self.token("for");
            self.space();
            for (index, rule) in test.rules.iter().enumerate() {
                if index > 0 {
                    self.token(",");
                    self.wish(super::layout::Op::Fill);
                }
                self.name(rule);
            }
            self.drop_comma();
        }
        self.close();
        self.dedent(2);
        self.space();
        self.test_body(test);
    }

    fn test_body(&mut self, test: &Test) {
        let (mut given, mut with, mut expect) =
            (test.given.iter(), test.with.iter(), test.expect.iter());
        self.clauses(|printer, word| match word {
            "given" => match given.next() {
                Some(Given::Inline(fixture)) => printer.clause("given", fixture.span),
                Some(Given::File(name)) => printer.clause("given", name.span),
                None => printer.lost = true,
            },
            "cluster" => match &test.cluster {
                Some(fixture) => printer.clause("cluster", fixture.span),
                None => printer.lost = true,
            },
            "today" => {
                printer.token("today");
                printer.space();
                printer.any();
            }
            "with" => match with.next() {
                Some((name, value)) => {
                    printer.indent(1);
                    printer.clause("with", name.span);
                    printer.assign(value);
                    printer.dedent(1);
                }
                None => printer.lost = true,
            },
            "expect" => match expect.next() {
                Some(expect) => printer.expect(expect),
                None => printer.lost = true,
            },
            _ => printer.lost = true,
        });
    }

    fn clause(&mut self, keyword: &str, value: Span) {
        self.token(keyword);
        self.indent(1);
        self.space();
        self.source(value);
        self.dedent(1);
    }

    fn expect(&mut self, expect: &Expect) {
        self.token("expect");
        self.indent(1);
        self.space();
        match expect {
            Expect::Nothing(_) => self.token("nothing"),
            Expect::Refused(_) => self.token("refused"),
            Expect::Passed(_, rule) => {
                self.token("passed");
                self.space();
                self.name(rule);
            }
        }
        self.dedent(1);
    }

    /// A type, which stands on one line.
    pub(super) fn type_expr(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeKind::Named(name, args) => {
                self.name(name);
                if args.is_empty() {
                    return;
                }
                self.token("<");
                for (index, arg) in args.iter().enumerate() {
                    self.entry_gap(index);
                    self.type_expr(arg);
                }
                self.drop_comma();
                self.token(">");
            }
            TypeKind::Optional(of) => {
                self.type_expr(of);
                self.token("?");
            }
            TypeKind::Error => self.lost = true,
        }
    }
}

/// True for neighbours between which the author says whether a line is empty.
fn may_stand_together(before: &Item, item: &Item) -> bool {
    matches!(
        (&before.kind, &item.kind),
        (ItemKind::Import(_), ItemKind::Import(_))
            | (ItemKind::Param(_), ItemKind::Param(_))
            | (ItemKind::Let(_), ItemKind::Let(_))
    )
}
