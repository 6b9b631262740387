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
    /// The tags that its rules carry, and perhaps others.
    pub(super) tags: &'static [&'static str],
}

macro_rules! texts {
    ($($name:literal [$($tag:literal)*])*) => {
        &[$(Text {
            name: $name,
            shown: concat!("std/", $name, ".sea"),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/", $name, ".sea")),
            tags: &[$($tag),*],
        }),*]
    };
}

/// Declarations, functions and constants.
pub(super) const MODULES: &[Text] =
    texts! { "text"[] "lists"[] "measures"[] "images"[] "k8s"[] "network"[] "openshift"[] };

/// Rules, one a file; `build.rs` lists the files.
pub(super) const RULES: &[Text] = include!(concat!(env!("OUT_DIR"), "/embedded_rules.rs"));
