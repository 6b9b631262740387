//! `:objects`, `:images`, `:rules`: what there is.

use super::answer::{Outcome, line};
use super::session::Session;
use super::words::{counted, table};
use crate::diag::printable;
use crate::judge::{Seat, standings};
use crate::world::kube::{Landing, Object, Slot};
use crate::world::manifest::NodeId;

/// Rows that are printed.
const ROWS: usize = 500;

impl Session<'_> {
    /// What an object is called: `Deployment shop/web`.
    pub(super) fn name_of(&self, object: &Object) -> String {
        let name = object.text(object.name).unwrap_or("‹absent›");
        let space = Landing::of(object, &self.settings.profile).name();
        let space = space.map_or_else(String::new, |space| format!("{}/", printable(space)));
        format!("{} {space}{}", printable(&object.gvk.kind), printable(name))
    }

    /// Where a node of an object stands: `deploy.yaml:17`.
    pub(super) fn place_of(&self, seat: Seat, object: &Object, node: NodeId) -> String {
        let line = object.tree.source().position(object.tree.span(node).start).line;
        format!("{}:{line}", printable(self.held.file(seat)))
    }

    /// `:objects`.
    pub(super) fn objects(&self) -> Outcome {
        let mut rows = Vec::new();
        for (seat, object) in self.held.objects() {
            rows.push(vec![
                self.name_of(object),
                self.place_of(seat, object, object.root),
                counted(object.images.len(), "image"),
            ]);
        }
        self.rows(rows)
    }

    /// `:images`.
    pub(super) fn images(&self) -> Outcome {
        let policies = "[\"{i.effective_pull_policy}\" for i in images]";
        let (policies, _) = self.ask(&self.draft, policies)?;
        let mut policies = policies.items.into_iter();
        let mut rows = Vec::new();
        for (seat, object) in self.held.objects() {
            for image in &object.images {
                let (written, node) = match &image.written {
                    Slot::Present(written) => (object.tree.text(written.node), written.node),
                    Slot::Absent(node) => ("‹absent›", *node),
                    Slot::Unknown(node) => ("‹unknown›", *node),
                };
                rows.push(vec![
                    printable(written).into_owned(),
                    policies.next().unwrap_or_default(),
                    self.name_of(object),
                    self.place_of(seat, object, node),
                ]);
            }
        }
        self.rows(rows)
    }

    fn rows(&self, mut rows: Vec<Vec<String>>) -> Outcome {
        if rows.is_empty() {
            return Ok(vec![line(match self.paths.is_empty() {
                true => "nothing is loaded; `:load PATH` loads manifests",
                false => "what is loaded has none",
            })]);
        }
        let more = rows.len().saturating_sub(ROWS);
        rows.truncate(ROWS);
        let mut pieces: Vec<_> = table(&rows).into_iter().map(line).collect();
        if more > 0 {
            pieces.push(line(format!("… and {more} more")));
        }
        Ok(pieces)
    }

    /// `:rules`.
    pub(super) fn rules(&self) -> Outcome {
        let program = &self.prepared.program;
        let standings = standings(program, &self.settings.rules);
        let in_force = program.rules.iter().zip(standings).filter(|(rule, _)| rule.in_force);
        let rows = in_force.map(|(rule, standing)| {
            let title = rule.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
            let source = self.prepared.sources.get(rule.source).map_or("", |s| s.name());
            vec![
                rule.id.to_string(),
                standing.severity.as_str().to_owned(),
                standing.enforcement.as_str().to_owned(),
                printable(source).into_owned(),
                printable(title).into_owned(),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        if rows.is_empty() {
            return Ok(vec![line("no rule is in force")]);
        }
        Ok(table(&rows).into_iter().map(line).collect())
    }
}
