//! Items: from the grammar's nodes to the tree.

use crate::base::Span;
use crate::diag::Severity;

use super::super::ast::{
    Enum, Expect, Func, FuncParam, Given, Import, ItemKind, Matcher, MatcherKind, Name, Param,
    Record, RecordField, Require, Rule as RuleItem, Test,
};
use super::super::forms::{self, Form};
use super::super::{faults, trivia};
use super::grammar::Rule;
use super::literals::raw_of;
use super::node::Node;
use super::reader::Reader;
use super::statements::Header;

impl<'s> Reader<'s> {
    /// Builds an item; nothing where the grammar yields what no item is.
    pub(super) fn item(&mut self, node: Node<'s>) -> Option<ItemKind> {
        Some(match node.as_rule() {
            Rule::import => ItemKind::Import(self.import(node)?),
            Rule::param => ItemKind::Param(self.param(node)?),
            Rule::require_item => ItemKind::Require(self.require_item(node)?),
            Rule::let_item => ItemKind::Let(self.binding(node)?),
            Rule::func | Rule::extern_func => ItemKind::Func(self.func(node)?),
            Rule::extern_record => ItemKind::Record(self.record(node)?),
            Rule::extern_enum => ItemKind::Enum(self.enumeration(node)?),
            Rule::rule_item => ItemKind::Rule(self.rule(node)?),
            Rule::test => ItemKind::Test(self.test(node)?),
            _ => return None,
        })
    }

    /// A name where it is declared, in the form `snake_case`.
    pub(super) fn declared(&mut self, node: &Node<'s>) -> Name {
        self.named(node, Form::Snake)
    }

    fn named(&mut self, node: &Node<'s>, form: Form) -> Name {
        let name = self.name(node);
        self.check_form(&name, form);
        name
    }

    /// Reports a name that has not the form that its kind has.
    pub(super) fn check_form(&mut self, name: &Name, form: Form) {
        if let Some(instead) = forms::corrected(&name.text, form) {
            let place = self.place(name.span);
            let hyphen = form != Form::Kebab && name.text.contains('-');
            self.report(if hyphen {
                faults::hyphen_in_name(place, &name.text, &instead)
            } else {
                faults::wrong_case(place, &name.text, form, &instead)
            });
        }
    }

    fn import(&mut self, node: Node<'s>) -> Option<Import> {
        let mut path = None;
        let mut names = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::import_path => path = Some(self.import_path(&part)),
                Rule::name => names.push(self.name(&part)),
                _ => {}
            }
        }
        Some(Import { path: path?, names })
    }

    fn import_path(&mut self, node: &Node<'s>) -> Name {
        let mut path = self.name(node);
        if let Some(bare) = path.text.strip_suffix(".sea").map(Box::from) {
            self.report(faults::import_with_extension(self.place(path.span), &path.text));
            path.text = bare;
        }
        path
    }

    fn param(&mut self, node: Node<'s>) -> Option<Param> {
        let (mut name, mut ty, mut default) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => name = Some(self.declared(&part)),
                Rule::r#type => ty = Some(self.type_expr(part)),
                Rule::expr => default = Some(self.expression(part)),
                _ => {}
            }
        }
        Some(Param { name: name?, ty: ty?, default })
    }

    /// A `require` at the top level takes a message and nothing else.
    fn require_item(&mut self, node: Node<'s>) -> Option<Require> {
        let extra: Vec<(Span, &'s str)> = node
            .clone()
            .into_inner()
            .filter(|part| {
                matches!(part.as_rule(), Rule::at_clause | Rule::help_clause | Rule::fix_clause)
            })
            .filter_map(|part| part.into_inner().next())
            .map(|keyword| (self.span(&keyword), keyword.as_str()))
            .collect();
        for (span, keyword) in extra {
            self.report(faults::clause_of_params(self.place(span), keyword));
        }
        let obligation = self.obligation(node)?;
        Some(Require { condition: obligation.condition, message: obligation.message })
    }

    fn func(&mut self, node: Node<'s>) -> Option<Func> {
        let (mut name, mut result, mut body) = (None, None, None);
        let (mut generics, mut params) = (Vec::new(), Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => name = Some(self.declared(&part)),
                Rule::generics => {
                    for part in part.into_inner().filter(|part| part.as_rule() == Rule::name) {
                        generics.push(self.named(&part, Form::Camel));
                    }
                }
                Rule::func_param => params.extend(self.func_param(part)),
                Rule::r#type => result = Some(self.type_expr(part)),
                Rule::expr => body = Some(self.expression(part)),
                _ => {}
            }
        }
        Some(Func { name: name?, generics, params, result: result?, body })
    }

    fn func_param(&mut self, node: Node<'s>) -> Option<FuncParam> {
        let (mut name, mut ty) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => name = Some(self.declared(&part)),
                Rule::r#type => ty = Some(self.type_expr(part)),
                _ => {}
            }
        }
        Some(FuncParam { name: name?, ty: ty? })
    }

    fn record(&mut self, node: Node<'s>) -> Option<Record> {
        let span = self.span(&node);
        let (mut name, mut serves_as, mut group) = (None, None, None);
        let mut fields = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => name = Some(self.named(&part, Form::Camel)),
                Rule::serves_as => {
                    serves_as = self.first(part, Rule::name).map(|name| self.name(&name));
                }
                Rule::on_group => {
                    let text = self.first(part, Rule::text);
                    group = text.map(|text| self.plain_text(&text));
                }
                Rule::field_def => {
                    let start = self.span(&part).range().start;
                    fields.extend(self.record_field(part).map(|field| (start, field)));
                }
                _ => {}
            }
        }
        let starts: Vec<usize> = fields.iter().map(|(start, _)| *start).collect();
        let docs = self.inner_docs(span, &starts);
        let fields = fields.into_iter().zip(docs);
        let fields = fields.map(|((_, field), doc)| RecordField { doc, ..field }).collect();
        Some(Record { name: name?, serves_as, group, fields })
    }

    fn record_field(&mut self, node: Node<'s>) -> Option<RecordField> {
        let (mut name, mut ty) = (None, None);
        let (mut derived, mut settable) = (false, false);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_derived => derived = true,
                Rule::kw_settable => settable = true,
                Rule::field => name = Some(self.name(&part)),
                Rule::r#type => ty = Some(self.type_expr(part)),
                _ => {}
            }
        }
        Some(RecordField { doc: None, name: name?, ty: ty?, derived, settable })
    }

    fn enumeration(&mut self, node: Node<'s>) -> Option<Enum> {
        let span = self.span(&node);
        let mut name = None;
        let mut values = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => name = Some(self.named(&part, Form::Camel)),
                Rule::enum_value => values.push(self.named(&part, Form::Camel)),
                _ => {}
            }
        }
        let starts: Vec<usize> = values.iter().map(|value| value.span.range().start).collect();
        let docs = self.inner_docs(span, &starts);
        Some(Enum { name: name?, values: docs.into_iter().zip(values).collect() })
    }

    /// The documentation of what begins at `starts` within `span`.
    fn inner_docs(&mut self, span: Span, starts: &[usize]) -> Vec<Option<super::super::ast::Doc>> {
        let (docs, _) = trivia::field_docs(self.text, span, starts);
        self.docs.extend(docs.iter().flatten());
        docs.into_iter().map(|doc| doc.map(|span| trivia::doc(self.text, span))).collect()
    }

    fn rule(&mut self, node: Node<'s>) -> Option<RuleItem> {
        let block = self.first(node.clone(), Rule::block)?;
        let mut rule = self.rule_head(node)?;
        let mut header = Header::default();
        rule.body = self.block(block, Some(&mut header));
        (rule.tags, rule.see) = (header.tags, header.see);
        Some(rule)
    }

    /// All of a rule but its body.
    pub(super) fn rule_head(&mut self, node: Node<'s>) -> Option<RuleItem> {
        let (mut name, mut severity, mut matcher, mut binder, mut guard) =
            (None, None, None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::rule_name => name = Some(self.named(&part, Form::Kebab)),
                Rule::severity => severity = self.severity(part),
                Rule::matcher => matcher = Some(self.matcher(&part)),
                Rule::declared => binder = Some(self.declared(&part)),
                Rule::guard => guard = self.guard(part),
                _ => {}
            }
        }
        Some(RuleItem {
            name: name?,
            severity,
            matcher: matcher?,
            binder: binder?,
            guard,
            tags: Vec::new(),
            see: Vec::new(),
            body: Vec::new(),
        })
    }

    fn severity(&mut self, node: Node<'s>) -> Option<(Severity, Span)> {
        let word = self.first(node, Rule::word)?;
        let span = self.span(&word);
        let known = [Severity::Error, Severity::Warning, Severity::Info];
        let severity = known.into_iter().find(|severity| severity.as_str() == word.as_str());
        if severity.is_none() {
            self.report(faults::unknown_severity(self.place(span), word.as_str()));
        }
        severity.map(|severity| (severity, span))
    }

    fn matcher(&mut self, node: &Node<'s>) -> Matcher {
        let kind = match node.as_str() {
            "image" => MatcherKind::Image,
            "container" => MatcherKind::Container,
            "pod" => MatcherKind::Pod,
            "resource" => MatcherKind::Resource,
            "manifests" => MatcherKind::Manifests,
            word if word.starts_with(|c: char| c.is_ascii_uppercase()) => {
                MatcherKind::Kind(self.kind_name(node))
            }
            word => MatcherKind::Unknown(word.into()),
        };
        Matcher { span: self.span(node), kind }
    }

    fn test(&mut self, node: Node<'s>) -> Option<Test> {
        let mut test = self.test_head(node.clone())?;
        let span = self.span(&node);
        let mut seen = Vec::new();
        let mut separated = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::slip_separator => self.separator(&part, &mut separated),
                _ => self.test_clause(part, &mut test, &mut seen),
            }
        }
        self.finish_test(&test, span);
        Some(test)
    }

    /// The title and rules of a test.
    pub(super) fn test_head(&mut self, node: Node<'s>) -> Option<Test> {
        let mut title = None;
        let mut rules = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => title = Some(self.plain_text(&part)),
                Rule::test_rules => {
                    let refs = part.into_inner().filter(|part| part.as_rule() == Rule::rule_ref);
                    rules = refs.map(|part| self.name(&part)).collect();
                }
                _ => {}
            }
        }
        Some(Test {
            title: title?,
            rules,
            given: Vec::new(),
            with: Vec::new(),
            cluster: None,
            today: None,
            expect: Vec::new(),
        })
    }

    /// Adds a clause to a test. `seen` are the clauses that come once.
    pub(super) fn test_clause(
        &mut self,
        node: Node<'s>,
        test: &mut Test,
        seen: &mut Vec<(Rule, Span)>,
    ) {
        let rule = node.as_rule();
        let span = self.span(&node);
        let Some(first) = node.clone().into_inner().next() else { return };
        let at = self.span(&first);
        if matches!(rule, Rule::cluster | Rule::today) {
            if let Some(&(_, before)) = seen.iter().find(|(known, _)| *known == rule) {
                let (again, before) = (self.place(at), self.place(before));
                return self.report(faults::repeated_clause(again, before, first.as_str()));
            }
            seen.push((rule, at));
        }
        match rule {
            Rule::given => test.given.extend(self.given(node)),
            Rule::with => test.with.extend(self.with(node)),
            Rule::cluster => {
                test.cluster = raw_of(node).map(|raw| self.fixture(self.span(&raw)));
            }
            Rule::today => test.today = self.today(node),
            Rule::expect => test.expect.extend(self.expect(node, span)),
            _ => {}
        }
    }

    /// A test is given something, unless it is all about params.
    pub(super) fn finish_test(&mut self, test: &Test, span: Span) {
        let refused = test.expect.iter().any(|expect| matches!(expect, Expect::Refused(_)));
        if test.given.is_empty() && !refused {
            let keyword = Span::new(span.range().start, span.range().start + "test".len());
            self.report(faults::nothing_given(self.place(keyword.to(test.title.span))));
        }
    }

    fn given(&mut self, node: Node<'s>) -> Option<Given> {
        let part = node.into_inner().nth(1)?;
        let span = self.span(&part);
        Some(match part.as_rule() {
            Rule::raw => Given::Inline(self.fixture(span)),
            _ => {
                let path = part.as_str().strip_prefix("file\"")?.strip_suffix('"')?;
                Given::File(Name { text: path.into(), span })
            }
        })
    }

    fn with(&mut self, node: Node<'s>) -> Option<(Name, super::super::ast::Expr)> {
        let (mut name, mut value) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::param_ref => name = Some(self.name(&part)),
                Rule::expr => value = Some(self.expression(part)),
                _ => {}
            }
        }
        Some((name?, value?))
    }

    fn today(&mut self, node: Node<'s>) -> Option<super::super::ast::Literal> {
        let literal = self.first(node, Rule::literal)?;
        let read = self.literal(&literal)?;
        if read.kind != super::super::ast::LiteralKind::Date {
            self.report(faults::today_takes_a_date(self.place(self.span(&literal))));
            return None;
        }
        Some(read)
    }

    fn expect(&mut self, node: Node<'s>, span: Span) -> Option<Expect> {
        let what = node.into_inner().nth(1)?;
        Some(match what.as_rule() {
            Rule::kw_nothing => Expect::Nothing(span),
            Rule::kw_refused => Expect::Refused(span),
            _ => {
                let name = self.first(what, Rule::rule_ref)?;
                Expect::Passed(span, self.name(&name))
            }
        })
    }
}
