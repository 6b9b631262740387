//! The code table: every code, with its title and page. A code is never reused.
//!
//! `E01` syntax · `E02` names and types · `L03` lints · `E04` loading: imports, params, project
//! file · `E05` manifests and inputs · `E06` tests in policies · `E07` running: fuel, overflow.
//!
//! A code has a page, `pages/E0203.md`, for somebody who has read the message and is none the wiser.
//! It is written to this pattern; examples are as short as they can be and still whole:
//!
//! ````markdown
//! # the title, as in the table
//!
//! What is wrong and why it matters, in one or two paragraphs: what the message could not say.
//! If there is a trap behind it (how Kubernetes reads it, what the runtime does), say so here.
//!
//! ## Avoid
//!
//! ```sea
//! what is refused
//! ```
//!
//! ## Prefer
//!
//! ```sea
//! the same, accepted
//! ```
//!
//! ## Exceptions
//!
//! When it is meant after all, and what to write then; or `None.`
//! ````

use super::Severity;

macro_rules! codes {
    ($($code:ident $title:literal)*) => {
        /// A stable code of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each code is documented by its title and page below")]
        pub enum Code { $($code),* }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// As it is printed: `E0203`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),* }
            }

            /// What the code stands for, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$code => $title),* }
            }

            /// The page that `seaworthy explain` prints, in Markdown.
            pub fn page(self) -> &'static str {
                match self { $(Self::$code => include_str!(concat!("pages/", stringify!($code), ".md"))),* }
            }
        }
    };
}

codes! {
    // Syntax.
    E0101 "unexpected text"
    E0102 "unknown item"
    E0103 "unknown statement"
    E0104 "missing edition"
    E0105 "unknown edition"
    E0106 "misplaced edition"
    E0107 "unclosed text"
    E0108 "unclosed raw text"
    E0109 "unclosed bracket"
    E0110 "stray closing bracket"
    E0111 "assignment for comparison"
    E0112 "foreign operator"
    E0113 "missing message"
    E0114 "operators that need parentheses"
    E0115 "chained comparison"
    E0116 "`if` without `then`"
    E0117 "`if` without `else`"
    E0118 "foreign `else if`"
    E0119 "wrong quotes"
    E0120 "missing braces"
    E0121 "`:` and `=` confused"
    E0122 "separator between statements"
    E0123 "reserved word as a name"
    E0124 "rule on nothing"
    E0125 "match without a name"
    E0126 "hyphen in a name"
    E0127 "name in another case"
    E0128 "unclosed brace in a text"
    E0129 "quotes within a text"
    E0130 "stray brace in a text"
    E0131 "unknown escape"
    E0132 "integer too large"
    E0133 "brace for a value"
    E0134 "limits of a file"
    E0135 "unknown severity"
    E0136 "misplaced documentation"
    E0137 "clause twice or out of place"
    E0138 "unknown literal"
    E0139 "character outside the language"

    // Names and types.
    E0201 "unknown name"
    E0202 "unknown field"
    E0203 "unknown method"
    E0204 "unknown function"
    E0205 "unknown type"
    E0206 "unknown value of an enum"
    E0207 "unknown matcher"
    E0208 "unknown kind"
    E0209 "defined twice"
    E0210 "may be absent"
    E0211 "wrong type"
    E0212 "not a condition"
    E0213 "wrong number of arguments"
    E0214 "comparison that never holds"
    E0215 "images and records do not compare"
    E0216 "no order"
    E0217 "enum value as text"
    E0218 "repository as text"
    E0219 "decimal number"
    E0220 "text that is never equal"
    E0221 "enum value without its type"
    E0222 "empty list without a type"
    E0223 "name that hides another"
    E0224 "recursion"
    E0225 "rule that checks nothing"
    E0226 "param that nobody can write"
    E0227 "`extern` outside the library"
    E0228 "no items to go through"
    E0229 "no items by index"
    E0230 "no sum or difference"
    E0231 "not an image reference"
    E0232 "repository with a tag"
    E0233 "repository without a registry"
    E0234 "not a repository"
    E0235 "not a glob"
    E0236 "not a regular expression"
    E0237 "regular expression too large"
    E0238 "range without versions"
    E0239 "not a range of versions"
    E0240 "not a version"
    E0241 "not a date"
    E0242 "not a quantity"
    E0243 "not a duration"
    E0244 "`in` of what holds nothing"
    E0245 "`matches` without a pattern"
    E0246 "no such reading"
    E0247 "kind of what is no object"
    E0248 "remedy of no field"
    E0249 "does not print"
    E0250 "`manifests` outside a rule"
    E0251 "no place"
    E0252 "unknown rule"
    E0253 "test without a day"
    E0254 "wrong number of type arguments"
    E0255 "default that depends on a param"
    E0256 "called for what it is not"
    E0257 "raw value of unknown type"
    E0258 "type as a value"
    E0259 "no equality"
    E0260 "several kinds of one name"
    E0261 "test that runs no such rule"

    // Lints of policies and of manifests.
    L0301 "absence satisfies it"
    L0302 "unused import"
    L0303 "unused param"
    L0304 "unused constant or function"
    L0305 "unused local"
    L0306 "constant condition"
    L0307 "same operands"
    L0308 "tag given twice"
    L0309 "never absent"
    L0310 "member of a set twice"
    L0311 "lint allowed without a reason"
    L0312 "nothing to allow"
    L0313 "rule that never applies"
    L0314 "decided before"
    L0315 "obligation decided before"
    L0316 "pattern that matches nothing"
    L0317 "repository within another"
    L0318 "asked twice"
    L0319 "rules that exclude each other"
    L0320 "rule without documentation"
    L0321 "rule without a test"
    L0390 "an invisible character in a key"
    L0391 "ephemeral containers in a file"
    L0392 "an explicit null"
    L0393 "a folder or a pattern without manifests"
    L0394 "a waiver that has expired"
    L0395 "a waiver that is not used"
    L0396 "an annotation that waives nothing"
    L0397 "a baseline that is larger than needed"

    // Loading: imports, params, options.
    E0401 "no such file or module"
    E0402 "name that is not there"
    E0403 "imports in a circle"
    E0404 "outside the policy root"
    E0406 "unreadable policy"
    E0407 "unknown policy of the library"
    E0408 "not to be imported"
    E0409 "not a path"
    E0410 "unknown param"
    E0411 "wrong value of a param"
    E0412 "param without a value"
    E0440 "no rule in force"
    E0441 "a policy that can't be named so"
    E0442 "not a date"
    E0443 "params that are refused"
    E0444 "a project file that can't be read"
    E0445 "not a project file"
    E0446 "a key that a project file does not have"
    E0447 "a wrong value in a project file"
    E0448 "a setting of a rule that is not in force"
    E0449 "no such cluster profile"
    E0450 "several cluster profiles and none chosen"
    E0451 "a waivers file that can't be read"
    E0452 "not a waivers file"
    E0453 "a key that a waivers file does not have"
    E0454 "a wrong value in a waivers file"
    E0455 "a waiver of a rule that is not in force"
    E0456 "a baseline that can't be read"
    E0457 "changes that git does not tell"
    E0460 "a stream without its index"
    E0461 "results that can't be merged"

    // Manifests and inputs.
    E0501 "bytes that are not UTF-8"
    E0502 "control characters"
    E0503 "hidden line breaks"
    E0504 "not YAML"
    E0505 "a tab as indentation"
    E0506 "a template that was not rendered"
    E0507 "a key twice"
    E0508 "a merge over a written key"
    E0509 "two merges in one mapping"
    E0510 "a merge of no mapping"
    E0511 "an alias to itself"
    E0512 "an alias to nothing"
    E0513 "binary data"
    E0514 "a tag against the text"
    E0515 "a key that is no text"
    E0516 "a number without bounds"
    E0517 "a document that kubectl does not see"
    E0518 "a YAML directive"
    E0519 "not JSON"
    E0520 "a file too large"
    E0521 "too many documents"
    E0522 "a scalar too long"
    E0523 "nested too deep"
    E0524 "too many nodes"
    E0525 "an ambiguous sign in a flow collection"
    E0530 "lost indentation"
    E0531 "a value of the wrong shape"
    E0532 "a value that is not text"
    E0533 "not a pull policy"
    E0534 "an object without kind or apiVersion"
    E0535 "a misspelt key"
    E0536 "an unknown kind"
    E0537 "an apiVersion that does not fit"
    E0538 "a pod without containers"
    E0539 "an object and a list at once"
    E0540 "lists nested too deep"
    E0541 "a bare list of objects"
    E0542 "a misspelt field of a pod"
    E0543 "a field in the wrong place"
    E0550 "no such file"
    E0551 "a file that cannot be read"
    E0552 "not a regular file"
    E0553 "no program to render with"
    E0554 "a folder that can't be rendered"
    E0555 "rendering that takes too long"
    E0560 "not a Kubernetes object"
    E0561 "not a row of manifests"
    E0562 "an object outside the index"

    // Tests in policies.
    E0601 "an expected finding did not come"
    E0602 "an unexpected finding"
    E0603 "a mark for a rule that is not run"
    E0604 "a rule did not pass"
    E0605 "params that are not refused"
    E0606 "params that are refused"
    E0607 "a fixture that can't be read"
    E0608 "a fixture with an input error"
    E0609 "nothing given"
    E0610 "not a cluster profile"
    E0611 "more findings than a test compares"
    E0612 "a change that no test notices"

    // Running.
    E0701 "calls nested too deep"
    E0702 "a value that can't be computed"
}

impl Code {
    /// Lints warn; everything else is an error.
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('L') { Severity::Warning } else { Severity::Error }
    }

    /// The code called `name`, in any case.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    /// The digits of a code: `E0203` → `0203`.
    fn number(code: Code) -> &'static str {
        code.as_str().trim_start_matches(['E', 'L'])
    }

    #[test]
    fn codes_are_in_order_and_none_is_reused() {
        for pair in Code::ALL.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            assert!(
                number(first) < number(second),
                "{} before {}",
                first.as_str(),
                second.as_str()
            );
        }
        for code in Code::ALL {
            let is_lint = code.as_str().starts_with('L');
            assert_eq!(number(*code).len(), 4, "{}", code.as_str());
            assert_eq!(is_lint, number(*code).starts_with("03"), "{}", code.as_str());
            assert_eq!(Code::find(&code.as_str().to_lowercase()), Some(*code));
        }
    }

    #[test]
    fn titles_and_pages_keep_to_the_pattern() {
        for code in Code::ALL {
            let (name, title) = (code.as_str(), code.title());
            let first = title.chars().next().expect("a title");
            assert!(!first.is_uppercase() && !title.ends_with('.'), "{name}: `{title}`");
            let page = code.page();
            let rest = page.strip_prefix(&format!("# {title}\n\n"));
            let rest =
                rest.unwrap_or_else(|| panic!("{name}: the page does not begin with its title"));
            assert!(!rest.starts_with('#'), "{name}: the page does not say what is wrong");
            let mut fenced = false;
            let sections = rest.lines().filter(|line| {
                fenced ^= line.starts_with("```");
                !fenced && line.starts_with("## ")
            });
            let sections: Vec<&str> = sections.collect();
            assert_eq!(sections, ["## Avoid", "## Prefer", "## Exceptions"], "{name}");
        }
    }
}
