//! What the grammar expected, in words.

use crate::base::suggest;

use super::grammar::Rule;

/// What could have stood somewhere.
pub(super) struct Expected {
    rules: Vec<Rule>,
}

/// What a group of rules is called. Earlier ones are told first.
const PHRASES: &[(&str, &[Rule])] = &[
    ("`else \"…\"`", &[Rule::else_clause]),
    ("`then`", &[Rule::kw_then]),
    ("`else`", &[Rule::kw_else, Rule::otherwise, Rule::elif_expr]),
    ("`on`", &[Rule::kw_on]),
    ("`at`", &[Rule::at_clause, Rule::kw_at]),
    ("`help`", &[Rule::help_clause, Rule::kw_help]),
    ("`fix`", &[Rule::fix_clause, Rule::kw_fix]),
    ("`in`", &[Rule::kw_in]),
    ("`)`", &[Rule::rparen]),
    ("`]`", &[Rule::rbrack]),
    ("`}`", &[Rule::rbrace]),
    ("`:`", &[Rule::colon]),
    ("`=`", &[Rule::assign]),
    ("`->`", &[Rule::arrow]),
    ("`>`", &[Rule::greater]),
    ("`{`", &[Rule::lbrace, Rule::block]),
    ("an expression", EXPRESSIONS),
    ("a text", &[Rule::text, Rule::message, Rule::slip_quoted]),
    ("a text in `\"\"\"`", &[Rule::raw]),
    ("`file\"…\"`", &[Rule::fixture_file]),
    (
        "a statement",
        &[
            Rule::let_stmt,
            Rule::obligation,
            Rule::if_stmt,
            Rule::for_stmt,
            Rule::tags,
            Rule::see,
            Rule::stmt,
        ],
    ),
    ("`given`", &[Rule::given, Rule::kw_given]),
    ("`with`", &[Rule::with, Rule::kw_with]),
    ("`cluster`", &[Rule::cluster, Rule::kw_cluster]),
    ("`today`", &[Rule::today, Rule::kw_today]),
    ("`expect`", &[Rule::expect, Rule::kw_expect]),
    ("`nothing`", &[Rule::kw_nothing]),
    ("`passed`", &[Rule::expect_passed, Rule::kw_passed]),
    ("`refused`", &[Rule::kw_refused]),
    ("`present`", &[Rule::kw_present]),
    ("`absent`", &[Rule::kw_absent]),
    ("a kind", &[Rule::kind]),
    ("a type", &[Rule::r#type, Rule::serves_as]),
    ("the name of a rule", &[Rule::rule_name, Rule::rule_ref]),
    ("the name of a param", &[Rule::param_ref]),
    ("what the rule is on, such as `image`", &[Rule::matcher]),
    ("the path of a file", &[Rule::import_path]),
    ("the name of a field", &[Rule::field, Rule::field_def]),
    ("a name", &[Rule::name, Rule::declared, Rule::each, Rule::path, Rule::func_param]),
    ("a value", &[Rule::enum_value]),
    ("a literal", &[Rule::literal]),
    ("a severity", &[Rule::word, Rule::severity]),
    ("`(safe)` or `(unsafe)`", &[Rule::safety]),
    ("`safe`", &[Rule::kw_safe]),
    ("`unsafe`", &[Rule::kw_unsafe]),
    ("`set`", &[Rule::edit_set, Rule::kw_set]),
    ("`remove`", &[Rule::edit_remove, Rule::kw_remove]),
    ("`(`", &[Rule::lparen]),
    ("`[`", &[Rule::lbrack]),
    ("`,`", &[Rule::comma]),
    ("`for`", &[Rule::selection, Rule::test_rules, Rule::kw_for]),
    ("`where`", &[Rule::guard, Rule::kw_where]),
    ("`func`", &[Rule::kw_func]),
    ("`record`", &[Rule::kw_record]),
    ("`enum`", &[Rule::kw_enum]),
    ("a number", &[Rule::int]),
];

/// Rules that begin an expression.
const EXPRESSIONS: &[Rule] = &[
    Rule::expr,
    Rule::tight,
    Rule::entry,
    Rule::name_or_call,
    Rule::bracketed,
    Rule::paren,
    Rule::if_expr,
    Rule::quantifier,
];

/// What may follow any expression: never worth telling beside something else.
const OPERATORS: &[Rule] = &[
    Rule::kw_or,
    Rule::kw_and,
    Rule::op_eq,
    Rule::op_plus,
    Rule::op_default,
    Rule::op_lt,
    Rule::is_test,
    Rule::kw_is,
];

/// The words that may be meant, by the rule that expects them.
const WORDS: &[(&str, &[Rule])] = &[
    ("else", &[Rule::kw_else, Rule::else_clause, Rule::otherwise]),
    ("then", &[Rule::kw_then]),
    ("at", &[Rule::at_clause, Rule::kw_at]),
    ("help", &[Rule::help_clause, Rule::kw_help]),
    ("fix", &[Rule::fix_clause, Rule::kw_fix]),
    ("on", &[Rule::kw_on, Rule::on_group]),
    ("where", &[Rule::guard, Rule::kw_where]),
    ("in", &[Rule::kw_in, Rule::op_eq]),
    ("and", &[Rule::kw_and, Rule::op_eq]),
    ("or", &[Rule::kw_or, Rule::op_eq]),
    ("not", &[Rule::op_not_in]),
    ("is", &[Rule::is_test, Rule::kw_is]),
    ("as", &[Rule::cast, Rule::kw_as]),
    ("matches", &[Rule::kw_matches, Rule::op_eq]),
    ("present", &[Rule::kw_present]),
    ("absent", &[Rule::kw_absent]),
    ("for", &[Rule::test_rules, Rule::selection, Rule::kw_for]),
    ("given", &[Rule::given, Rule::kw_given]),
    ("with", &[Rule::with, Rule::kw_with]),
    ("cluster", &[Rule::cluster, Rule::kw_cluster]),
    ("today", &[Rule::today, Rule::kw_today]),
    ("expect", &[Rule::expect, Rule::kw_expect]),
    ("nothing", &[Rule::kw_nothing]),
    ("passed", &[Rule::kw_passed, Rule::expect_passed]),
    ("refused", &[Rule::kw_refused]),
    ("safe", &[Rule::kw_safe]),
    ("unsafe", &[Rule::kw_unsafe]),
    ("set", &[Rule::kw_set, Rule::edit_set]),
    ("remove", &[Rule::kw_remove, Rule::edit_remove]),
    ("func", &[Rule::kw_func]),
    ("record", &[Rule::kw_record]),
    ("enum", &[Rule::kw_enum]),
];

impl Expected {
    /// What `goal` could have gone on with. Behind a head comes a body.
    pub(super) fn new(rules: &[Rule], goal: Rule) -> Self {
        let head =
            matches!(goal, Rule::rule_head | Rule::test_head | Rule::if_head | Rule::for_head);
        let behind = |&it: &Rule| if head && it == Rule::EOI { Rule::lbrace } else { it };
        Self { rules: rules.iter().map(behind).collect() }
    }

    /// True if `rule` could have stood there.
    pub(super) fn has(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    fn any(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.has(*rule))
    }

    /// True where an expression belongs.
    pub(super) fn expression(&self) -> bool {
        self.any(EXPRESSIONS)
    }

    /// True behind an expression.
    pub(super) fn operator(&self) -> bool {
        self.any(OPERATORS)
    }

    /// True where a name belongs and no expression.
    pub(super) fn is_name(&self) -> bool {
        let names = [
            Rule::name,
            Rule::declared,
            Rule::rule_name,
            Rule::rule_ref,
            Rule::each,
            Rule::r#type,
            Rule::path,
            Rule::matcher,
            Rule::func_param,
        ];
        self.any(&names) && !self.expression()
    }

    /// True where a message belongs and no expression.
    pub(super) fn message(&self) -> bool {
        let text = self.has(Rule::message) || self.has(Rule::text) && self.has(Rule::raw);
        text && !self.expression()
    }

    /// The word that `written` is a slip of. Of one or two letters only another case tells.
    pub(super) fn near(&self, written: &str) -> Option<&'static str> {
        let words = || WORDS.iter().filter(|(_, rules)| self.any(rules)).map(|(word, _)| *word);
        let lower = written.to_ascii_lowercase();
        let same = words().find(|word| *word == lower && *word != written);
        same.or_else(|| if written.len() > 2 { suggest(written, words()) } else { None })
    }

    /// As a message says it: `` `)`, `,` or an expression ``.
    pub(super) fn phrase(&self, piece: &str) -> String {
        let behind = self.operator();
        let expression = self.expression();
        let mut told: Vec<&str> = Vec::new();
        if behind {
            told.push("an operator");
        }
        for (phrase, rules) in PHRASES {
            let postfix = behind
                && rules
                    .iter()
                    .all(|rule| matches!(rule, Rule::lparen | Rule::lbrack | Rule::kw_in));
            let operand = expression
                && matches!(
                    *phrase,
                    "a text"
                        | "a text in `\"\"\"`"
                        | "a literal"
                        | "a number"
                        | "a name"
                        | "`[`"
                        | "`(`"
                );
            // Before the message only `else` is worth telling, and behind it only the others.
            let clause = match *phrase {
                "`else`" | "`else \"…\"`" => !behind && self.any(&[Rule::kw_at, Rule::at_clause]),
                "`at`" | "`help`" | "`fix`" => behind,
                _ => false,
            };
            if self.any(rules) && !postfix && !operand && !clause {
                told.push(phrase);
            }
        }
        told.truncate(3);
        if told.is_empty() && self.has(Rule::EOI) {
            return format!("the end of the {piece}");
        }
        match told.split_last() {
            None => "something else".to_owned(),
            Some((only, [])) => (*only).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
        }
    }
}

/// What a piece is called.
pub(super) fn piece(goal: Rule) -> &'static str {
    match goal {
        Rule::one_stmt => "statement",
        Rule::one_clause => "clause",
        Rule::one_expr => "expression",
        Rule::rule_head | Rule::test_head | Rule::if_head | Rule::for_head => "head",
        Rule::interpolation => "`{…}`",
        _ => "item",
    }
}
