//! Laws and second readings that the tests have too.

#[path = "../../tests/images/expressions.rs"]
pub(crate) mod expressions;
#[path = "../../tests/images/naive_glob.rs"]
pub(crate) mod naive_glob;
#[path = "../../tests/lang/syntax/places.rs"]
pub(crate) mod places;
#[path = "../../tests/manifests/laws.rs"]
pub(crate) mod trees;
