//! The library's texts, as they were when the program was built.

/// A text of the library.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    /// What it is imported as, without the `std/`: `images`, `rules/no-latest`.
    pub(super) name: &'static str,
    /// What it is shown as.
    pub(super) shown: &'static str,
    /// What it says.
    pub(super) text: &'static str,
}

macro_rules! texts {
    ($($name:literal)*) => {
        &[$(Text {
            name: $name,
            shown: concat!("std/", $name, ".sea"),
            text: include_str!(concat!("../../../stdlib/", $name, ".sea")),
        }),*]
    };
}

/// Declarations, functions and constants.
pub(super) const MODULES: &[Text] = texts! { "text" "lists" "measures" "images" "k8s" };

/// Rules.
pub(super) const RULES: &[Text] = texts! {
    "rules/image-present" "rules/never-only-where-allowed" "rules/no-latest"
    "rules/pull-policy-fits" "rules/tagged-or-pinned" "rules/valid-reference"
};
