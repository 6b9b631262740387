//! Seaworthy: a policy language for the container images that Kubernetes manifests pull, and its
//! interpreter.
//!
//! The program is [`cli`]; this library is what it is made of. Policies are loaded, checked and
//! lowered once; what they yield judges any number of inputs:
//!
//! ```
//! use seaworthy::judge::{Inputs, Judge, Settings};
//! use seaworthy::lang::eval::Bound;
//! use seaworthy::lang::lower::lower;
//! use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
//! use seaworthy::world::kube::Table;
//!
//! let recommended = Policy { what: What::Library("std/recommended".into()), place: None };
//! let parsed = load(&[recommended], &Options::default(), &NoFiles);
//! let checked = parsed.check(Table::built_in());
//! assert!(checked.is_sound());
//! let program = lower(&checked).expect("what checks can be lowered");
//! let bound = Bound::new(&program, &[], None);
//!
//! let pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - name: web\n      image: nginx\n";
//! let inputs = Inputs::Texts(vec![("web.yaml".into(), pod.into())]);
//! let settings = Settings::default();
//! let report = Judge::new(&bound, parsed.sources(), &settings).judge(&inputs, &|| ());
//! let first = &report.findings[0];
//! assert_eq!(&*first.rule, "std/no-latest");
//! assert_eq!(&*first.message, "`nginx` names no version");
//! assert_eq!(first.manifest.as_ref().map(|at| (at.start.line, at.start.column)), Some((7, 14)));
//! ```
#![doc = include_str!("../ARCHITECTURE.md")]

// What the grammar generates names it, as `pest` is taken without `std`.
extern crate alloc;

pub mod author;
pub mod base;
pub mod cli;
pub mod diag;
pub mod judge;
pub mod lang;
pub mod report;
pub mod world;
