//! `:focus`: one object at hand, which expressions call `it`.

use std::collections::BTreeSet;

use super::answer::{Fault, Outcome, line};
use super::session::Session;
use crate::base::suggest;
use crate::judge::Seat;
use crate::world::kube::{Landing, Object};

/// Objects that are told where several are called so.
const TOLD: usize = 10;

/// The object in focus, in such a way that it is found again after the manifests were read anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Focus {
    pub(super) seat: Seat,
    /// What it is called, and its file.
    known_by: (String, String),
}

impl Session<'_> {
    /// `:focus [OBJECT]`.
    pub(super) fn focus_on(&mut self, rest: &str) -> Outcome {
        match rest {
            "" => {}
            "-" => self.focus = None,
            name => {
                let seat = self.object_called(name)?;
                self.focus = self.focus_at(seat);
            }
        }
        let told = match self.focused() {
            Some((seat, object)) => {
                let place = self.place_of(seat, object, object.root);
                format!("it is {}, {place}", self.name_of(object))
            }
            None => "nothing is in focus".to_owned(),
        };
        Ok(vec![line(told)])
    }

    fn focus_at(&self, seat: Seat) -> Option<Focus> {
        let object = self.held.object(seat)?;
        Some(Focus { seat, known_by: (self.name_of(object), self.held.file(seat).to_owned()) })
    }

    /// The object in focus.
    pub(super) fn focused(&self) -> Option<(Seat, &Object)> {
        let seat = self.focus.as_ref()?.seat;
        Some((seat, self.held.object(seat)?))
    }

    /// Finds the object in focus among manifests that were read anew; false if it has gone.
    pub(super) fn refocus(&mut self) -> bool {
        let Some(focus) = self.focus.take() else { return true };
        let same = |(seat, object): (Seat, &std::sync::Arc<Object>)| {
            let known_by = (self.name_of(object), self.held.file(seat).to_owned());
            (known_by == focus.known_by).then_some(Focus { seat, known_by })
        };
        self.focus = self.held.objects().find_map(same);
        self.focus.is_some()
    }

    /// The object that is meant by a name: `web`, `shop/web`, `Pod/web`, `Pod shop/web`, or by its
    /// place, `deploy.yaml:12`.
    pub(super) fn object_called(&self, name: &str) -> Result<Seat, Fault> {
        let words: Vec<&str> = name.split_whitespace().collect();
        let name = words.join(" ");
        let called = |seat: Seat, object: &Object| {
            self.names_of(object).contains(&name)
                || self.place_of(seat, object, object.root) == name
        };
        let found: Vec<(Seat, &Object)> = self
            .held
            .objects()
            .map(|(seat, object)| (seat, object.as_ref()))
            .filter(|(seat, object)| called(*seat, object))
            .collect();
        match found.as_slice() {
            [(seat, _)] => Ok(*seat),
            [] => {
                let names: BTreeSet<String> =
                    self.held.objects().flat_map(|(_, object)| self.names_of(object)).collect();
                Err(match suggest(&name, names.iter().map(String::as_str)) {
                    Some(near) => {
                        format!("no object is called `{name}`; did you mean `{near}`?").into()
                    }
                    None => format!("no object is called `{name}`; `:objects` lists them").into(),
                })
            }
            several => {
                let told = several.iter().take(TOLD).map(|(seat, object)| {
                    let place = self.place_of(*seat, object, object.root);
                    format!("{} at {place}", self.name_of(object))
                });
                let told: Vec<String> = told.collect();
                let count = several.len();
                let told = told.join(", ");
                Err(format!("{count} objects are called `{name}`: {told}").into())
            }
        }
    }

    /// What an object may be called.
    pub(super) fn names_of(&self, object: &Object) -> Vec<String> {
        let kind = &object.gvk.kind;
        let Some(name) = object.text(object.name) else { return vec![self.name_of(object)] };
        let mut names = vec![format!("{kind}/{name}"), format!("{kind} {name}"), name.to_owned()];
        if let Some(space) = Landing::of(object, &self.settings.profile).name() {
            let own = [
                format!("{kind} {space}/{name}"),
                format!("{kind}/{space}/{name}"),
                format!("{space}/{name}"),
            ];
            names.splice(0..0, own);
        }
        names
    }
}
