//! Checking the body of one item: the state that all forms of expression share.
//!
//! [`Body::infer`] finds the type of an expression, given a *hint*: the type that its surroundings
//! would like. A hint decides what could not be decided otherwise (which enum a value is of, what
//! an empty list holds) and demands nothing. [`Body::expect`] demands: it converts where the
//! language converts, and reports where it does not fit.
//!
//! What has been reported has the type `Error`, about which nothing more is said.

use std::collections::HashMap;

use crate::base::{Place, Span};
use crate::diag::Diagnostic;
use crate::lang::library::Library;
use crate::lang::syntax::ast::{Expr, ExprId, ExprKind, Name, TypeExpr};
use crate::lang::types::{RecordId, Type};

use super::checked::{Conversion, LocalId, Meaning, Tables};
use super::declare::GLOBALS;
use super::errors::names as name_errors;
use super::errors::types as errors;
use super::fit::{self, Fit};
use super::path::Path;
use super::resolve::Resolver;
use super::scope::{Local, LocalKind, Scope};
use super::world::{Home, Reads, World};

/// What an item may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Office {
    /// A rule: everything.
    Rule,
    /// A function or constant: no manifests.
    Pure,
    /// A param's default: no manifests, no params.
    Default,
    /// A top-level require: no manifests.
    Require,
    /// What a test sets a param to: no manifests, no params.
    Test,
}

/// The state of checking an item.
pub(super) struct Body<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) library: &'static Library,
    pub(super) home: Home,
    pub(super) office: Office,
    pub(super) tables: Tables,
    pub(super) scope: Scope,
    pub(super) reads: Reads,
    /// True in a message, where what is absent prints as such.
    pub(super) in_message: bool,
    /// What the other side of a comparison is called, for what is said of this one.
    pub(super) noun: Option<Box<str>>,
    /// Of a test: the rules that read `today`, by their index.
    pub(super) today_rules: Vec<usize>,
    pub(super) out: Vec<Diagnostic>,
    /// By name: where among these an unknown name was reported.
    pub(super) unknown: HashMap<Box<str>, usize>,
}

/// What checking an item came to.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) tables: Tables,
    pub(super) reads: Reads,
    pub(super) locals: Vec<Local>,
    pub(super) out: Vec<Diagnostic>,
}

impl<'w, 'a> Body<'w, 'a> {
    /// For an item of a file with this many expressions.
    pub(super) fn new(world: &'w World<'a>, home: Home, office: Office, expressions: u32) -> Self {
        let count = expressions as usize;
        let tables = Tables {
            types: vec![Type::Error; count],
            meanings: vec![Meaning::Plain; count],
            ..Tables::default()
        };
        Self {
            world,
            library: world.library,
            home,
            office,
            tables,
            scope: Scope::default(),
            reads: Reads::default(),
            in_message: false,
            noun: None,
            today_rules: Vec::new(),
            out: Vec::new(),
            unknown: HashMap::new(),
        }
    }

    /// Ends the checking of the item.
    pub(super) fn finish(mut self) -> Done {
        self.tables.local_types = self.scope.locals().iter().map(|l| l.ty.clone()).collect();
        Done {
            tables: self.tables,
            reads: self.reads,
            locals: self.scope.locals().to_vec(),
            out: self.out,
        }
    }

    /// A place in the item's file.
    pub(super) fn at(&self, span: Span) -> Place {
        self.world.place(self.home, span)
    }

    /// Reports something.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.out.push(diagnostic);
    }

    /// Reports something, and has the type that silences what would follow from it.
    pub(super) fn wrong(&mut self, diagnostic: Diagnostic) -> Type {
        self.out.push(diagnostic);
        Type::Error
    }

    /// A type as an author writes it.
    pub(super) fn show(&self, ty: &Type) -> String {
        ty.display(self.library).to_string()
    }

    /// What the author wrote at `span`.
    pub(super) fn text(&self, span: Span) -> &'a str {
        let source = self.world.source(self.home);
        let input = self.world.input;
        match input.sources.get(source).or_else(|| self.library.source(source)) {
            Some(source) => source.slice(span),
            None => "",
        }
    }

    /// Keeps what an expression means.
    pub(super) fn mean(&mut self, id: ExprId, meaning: Meaning) {
        if let Some(slot) = self.tables.meanings.get_mut(id.0 as usize) {
            *slot = meaning;
        }
    }

    pub(super) fn keep_type(&mut self, id: ExprId, ty: &Type) {
        if let Some(slot) = self.tables.types.get_mut(id.0 as usize) {
            *slot = ty.clone();
        }
    }

    /// The type of an expression, and all that is wrong within it.
    pub(super) fn infer(&mut self, expr: &Expr, hint: Option<&Type>) -> Type {
        let ty = self.form(expr, hint);
        let ty = match Path::of(expr).and_then(|path| self.scope.known(&path).cloned()) {
            Some(known) if !fit::is_broken(&ty) => known,
            _ => ty,
        };
        self.keep_type(expr.id, &ty);
        ty
    }

    /// Checks that an expression goes where `want` is expected, and converts it.
    pub(super) fn expect(&mut self, expr: &Expr, want: &Type) -> Type {
        let got = self.infer(expr, Some(want));
        self.convert(expr, &got, want);
        got
    }

    /// Converts an expression of type `got` to `want`, or says why that can't be.
    pub(super) fn convert(&mut self, expr: &Expr, got: &Type, want: &Type) -> bool {
        match fit::fit(got, want, self.library) {
            Fit::As => true,
            Fit::By(conversion) => {
                self.keep_conversion(expr.id, conversion);
                true
            }
            Fit::MayBeAbsent => {
                let error = self.absent(expr, want);
                self.report(error);
                false
            }
            Fit::No => {
                self.misfit(expr, got, want);
                false
            }
        }
    }

    /// Says what does not fit: of a list that is written out, each item that does not.
    fn misfit(&mut self, expr: &Expr, got: &Type, want: &Type) {
        let before = self.out.len();
        if let ExprKind::Paren(inner) = &expr.kind {
            self.misfit(inner, got, want);
        } else if let (ExprKind::List(items), Type::List(item) | Type::Set(item)) =
            (&expr.kind, want.required())
        {
            for each in items {
                let ty = self.tables.ty(each.id).clone();
                self.convert(each, &ty, item);
            }
        }
        if self.out.len() == before {
            let error = self.mismatch(expr, got, want);
            self.report(error);
        }
    }

    /// Keeps a conversion.
    pub(super) fn keep_conversion(&mut self, id: ExprId, conversion: Conversion) {
        self.tables.conversions.insert(id, conversion);
    }

    /// Converts where that is possible, and reports nothing.
    pub(super) fn convert_quietly(&mut self, expr: &Expr, got: &Type, want: &Type) -> bool {
        match fit::fit(got, want, self.library) {
            Fit::As => true,
            Fit::By(conversion) => {
                self.keep_conversion(expr.id, conversion);
                true
            }
            Fit::MayBeAbsent | Fit::No => false,
        }
    }

    /// `T` of a `T?`; where it may be absent, says so.
    pub(super) fn required(&mut self, expr: &Expr, ty: &Type) -> Type {
        if ty.is_optional() {
            let error = self.absent(expr, ty.required());
            self.report(error);
            return Type::Error;
        }
        ty.clone()
    }

    /// Says that an expression may be absent where it is needed.
    pub(super) fn absent(&self, expr: &Expr, want: &Type) -> Diagnostic {
        let written = self.text(expr.span);
        let name = super::path::last_name(expr).unwrap_or(written);
        let narrows = Path::of(expr).is_some();
        errors::may_be_absent(name, written, default_of(want), narrows, self.at(expr.span))
    }

    /// The type that is written, with what is wrong about it reported.
    pub(super) fn written_type(&mut self, ty: &TypeExpr) -> Type {
        let place = self.at(ty.span);
        Resolver::new(self.library, place, &mut self.out).ty(ty)
    }

    /// Declares a local. No name shadows another.
    pub(super) fn declare(&mut self, name: &Name, ty: Type, kind: LocalKind) -> LocalId {
        let place = self.at(name.span);
        if let Some(other) = self.visible_place(&name.text) {
            self.report(name_errors::shadows(&name.text, place, other));
        } else if GLOBALS.contains(&&*name.text) {
            self.report(name_errors::reserved(&name.text, place));
        }
        let local = Local { name: name.text.clone(), span: name.span, ty, kind, used: false };
        let id = self.scope.declare(local);
        self.tables.locals.insert(name.span, id);
        id
    }

    /// Where a visible name is declared.
    pub(super) fn visible_place(&self, name: &str) -> Option<Place> {
        if let Some(local) = self.scope.find(name).and_then(|id| self.scope.get(id)) {
            return Some(self.at(local.span));
        }
        if let Some(visible) = self.world.visible(self.home, name) {
            return Some(visible.place);
        }
        self.library.function(name).map(|function| function.place)
    }

    /// True if a record is `name` or serves as it.
    pub(super) fn is_a(&self, id: RecordId, name: &str) -> bool {
        self.library.line(id).iter().any(|record| self.library.record_name(*record) == name)
    }

    /// The record called `name`; the library declares it.
    pub(super) fn record(&self, name: &str) -> Type {
        self.library.record(name).map_or(Type::Error, Type::Record)
    }
}

/// A default that an author could write for a type.
pub(super) fn default_of(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "false",
        Type::Int => "0",
        Type::List(_) | Type::Set(_) | Type::Map(..) => "[]",
        Type::String => "\"…\"",
        _ => "…",
    }
}
