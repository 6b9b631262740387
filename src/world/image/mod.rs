//! Images in Kubernetes, exactly: what a reference says, which repositories a pattern covers,
//! how tags read as versions, and which pull policy takes effect.
//!
//! Everything here works on plain text and returns plain values. A text that is not of its form
//! yields a *fault*: what is wrong, where in the text (a byte range), and how to mend it. The
//! callers know the file and make diagnostics of faults; this room knows no files.
//!
//! | module | what it settles | whose rule it is |
//! | --- | --- | --- |
//! | `grammar`, `reference` | the parts of an image reference, normalised | `distribution/reference` |
//! | `fault` | what is wrong with a reference | ours |
//! | `part` | which texts a part of a reference may be at all | `distribution/reference` |
//! | `placeholder` | templates that nobody filled in | ours |
//! | `repository` | `repo"…"` patterns and what they cover | ours |
//! | `version`, `range` | tags as versions, ranges of versions | npm's ranges, made fit for tags |
//! | `tag_form` | what a tag looks like: version, date, commit | ours |
//! | `glob` | `glob"…"` | ours |
//! | `pull_policy` | the effective pull policy | `SetDefaults_Container` of Kubernetes |

mod fault;
mod glob;
mod grammar;
mod part;
mod placeholder;
mod pull_policy;
mod range;
mod range_fault;
mod reference;
mod repository;
mod repository_fault;
mod shown;
mod tag_form;
mod version;

pub use fault::{FaultKind, ReferenceFault};
pub use glob::{Glob, GlobFault, GlobFaultKind, LONGEST_TRIED};
pub use part::Part;
pub use placeholder::placeholder;
pub use pull_policy::{Derivation, Effective, PullPolicy, PullPolicyFault, effective_pull_policy};
pub use range::VersionRange;
pub use range_fault::{RangeFault, RangeFaultKind};
pub use reference::Reference;
pub use repository::RepoPattern;
pub use repository_fault::{RepoFault, RepoFaultKind};
pub use tag_form::{TagForm, tag_date, tag_version};
pub use version::Version;
