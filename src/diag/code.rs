//! The code table: every code, with its title and page. A code is never reused.
//!
//! `E01` syntax · `E02` names and types · `L03` lints · `E04` loading: imports, params, project
//! file · `E05` manifests and inputs · `E06` tests in policies · `E07` running: fuel, overflow.

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

    // Manifests: what is refused, because kubectl would read another tree than others do.
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
    L0501 "an invisible character in a key"

    // Objects and inputs.
    E0530 "lost indentation"
    E0531 "a value of the wrong shape"
    E0532 "a value that is not text"
    E0533 "not a pull policy"
    E0534 "an object without a kind or an apiVersion"
    E0535 "a misspelt key"
    E0536 "an unknown kind"
    E0537 "an apiVersion that does not fit"
    E0538 "a pod without containers"
    E0539 "an object and a list at once"
    E0540 "lists nested too deep"
    E0541 "a bare list of objects"
    E0550 "no such file"
    E0551 "a file that cannot be read"
    E0552 "not a regular file"
    L0530 "ephemeral containers in a file"
    L0531 "an explicit null"
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
