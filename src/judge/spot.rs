//! What stands at a line of a file: the object there, and what in it rules are on.
//!
//! Of what covers the line the innermost counts: an image whose key or reference is there, else the
//! container around it, else the pod, else the object. Rules on what is inside are concerned, and
//! rules on what is around it. A blank line or a comment belongs to what it stands in; outside of any
//! object, to the only object of its document, if there is only one.

use super::file::ReadFile;
use super::finding::{location, object_name};
use super::held::{Held, Seat};
use crate::base::{Place, Source, Sources, Span};
use crate::diag::{Diagnostic, Label, Notice, Quote, Severity};
use crate::lang::eval;
use crate::lang::value::At;
use crate::report::ObjectName;
use crate::report::trace::{LinePlace, Sort, Subject};
use crate::world::input::Fate;
use crate::world::kube::{ImageUse, Object, Pod, Profile, Slot, Sort as Stands};
use crate::world::manifest::NodeId;

/// Objects that are told where there are several.
const TOLD: usize = 10;

/// What stands at a line.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The object.
    pub seat: Seat,
    /// What it is called.
    pub object: ObjectName,
    /// The line that was asked about.
    pub place: LinePlace,
    /// The innermost things there.
    pub subjects: Vec<Subject>,
    /// The lines that show them.
    pub quotes: Vec<Quote>,
    /// What is wrong with the object, its file, or what is judged beside that.
    pub errors: Vec<Notice>,
    inside: Inside,
}

/// Why there is nothing to explain.
#[derive(Clone, Debug)]
pub enum Nowhere {
    /// The file has only so many lines.
    Line(u32),
    /// The line has only so many columns.
    Column(u32),
    /// What stands there could not be read.
    Unread(Vec<Notice>),
    /// What stands there is not judged, for this reason.
    Aside(&'static str),
    /// Nothing stands there. The first objects of the file, each with its first and last line.
    /// And how many more there are.
    Empty(Vec<(ObjectName, u32, u32)>, usize),
    /// So many objects stand there; the columns at which the first of them begin.
    Several(usize, Vec<u32>),
}

/// Which parts of an object are concerned, by their indices.
#[derive(Clone, Debug, Default)]
struct Inside {
    /// What the innermost things at the line are; none where it is all of the object.
    level: Option<Sort>,
    images: Vec<usize>,
    containers: Vec<usize>,
    pods: Vec<usize>,
    /// What was asked about.
    stretch: Span,
}

impl Spot {
    /// True if a match is what stands there, inside of it, or around it.
    pub fn concerns(&self, subject: &eval::Subject<'_>) -> bool {
        let among = |all: &[usize], index: u32| all.contains(&(index as usize));
        let inside = &self.inside;
        match subject {
            _ if inside.level.is_none() => true,
            eval::Subject::Image(_, index) => among(&inside.images, *index),
            eval::Subject::Container(_, index) => among(&inside.containers, *index),
            eval::Subject::Pod(_, index) => among(&inside.pods, *index),
            eval::Subject::Hidden(at) => touches(at.object.tree.span(at.node), inside.stretch),
            eval::Subject::Resource(_) | eval::Subject::Run => true,
        }
    }

    /// True if all of the object is what was asked about.
    pub fn is_whole(&self) -> bool {
        self.inside.level.is_none()
    }
}

impl Held {
    /// What stands at a line of a file (its index), or at a column of it; both from 1.
    ///
    /// # Errors
    /// Why there is nothing to explain.
    pub fn spot(
        &self,
        file: usize,
        (line, column): (u32, Option<u32>),
        profile: &Profile,
    ) -> Result<Spot, Nowhere> {
        let Some(read) = self.all().get(file) else { return Err(Nowhere::Line(0)) };
        if read.documents.is_empty() {
            let errors = notices(read, |_| true);
            match read.fate {
                Fate::SetAside(reason) => return Err(Nowhere::Aside(reason.as_str())),
                Fate::Errored => return Err(Nowhere::Unread(errors)),
                Fate::Judged => {}
            }
        }
        let stretch = stretch(&read.source, line, column)?;
        let index = match covering(read, stretch).as_slice() {
            [one] => *one,
            [] => beside(read, stretch, profile)?,
            several => return Err(several_at(read, several)),
        };
        let Some(object) = read.objects.get(index) else { return Err(Nowhere::Line(0)) };
        let inside = inside(object, stretch);
        let subjects = subjects(object, &inside);
        let place = LinePlace { file: read.source.name().to_owned(), line, column };
        let shown = match subjects.as_slice() {
            [Subject { sort: Sort::Image, location, .. }] if location.start.line == line => {
                Span::new(location.start.byte as usize, location.end.byte as usize)
            }
            _ => stretch,
        };
        let label = Label { place: Place::new(read.id, shown), text: String::new(), primary: true };
        let mut sources = Sources::default();
        sources.insert(read.id, read.source.clone());
        Ok(Spot {
            seat: Seat { file, object: index },
            object: object_name(object, profile),
            place,
            subjects,
            quotes: Quote::of_labels(&[label], &sources),
            errors: self.faults(file, object.tree.span(object.root)),
            inside,
        })
    }
}

impl Held {
    /// What is wrong with a file at a stretch of it or as a whole, and with the other files.
    fn faults(&self, file: usize, stretch: Span) -> Vec<Notice> {
        let mut found = Vec::new();
        for (index, read) in self.all().iter().enumerate() {
            let mut sources = Sources::default();
            sources.insert(read.id, read.source.clone());
            let concerns = |problem: &&Diagnostic| {
                let place = problem.place();
                index != file || place.is_none_or(|place| touches(stretch, place.span))
            };
            let concerned = read.problems.iter().filter(concerns);
            found.extend(concerned.map(|problem| problem.notice(&sources)));
        }
        found
    }
}

/// What of a line counts: all but the blanks around it, or a character of it.
fn stretch(source: &Source, line: u32, column: Option<u32>) -> Result<Span, Nowhere> {
    if line == 0 || line > source.line_count() {
        return Err(Nowhere::Line(source.line_count()));
    }
    let span = source.line_span(line);
    let (start, text) = (span.range().start, source.slice(span));
    let Some(column) = column else {
        let from = text.len() - text.trim_start().len();
        let to = text.trim_end().len().max(from);
        return Ok(Span::new(start + from, start + to));
    };
    let mut places = text.char_indices();
    match (column as usize).checked_sub(1).and_then(|at| places.nth(at)) {
        Some((at, c)) => Ok(Span::new(start + at, start + at + c.len_utf8())),
        None => Err(Nowhere::Column(u32::try_from(text.chars().count()).unwrap_or(u32::MAX))),
    }
}

/// True if `span` has something of a stretch, or an empty stretch stands in it.
fn touches(span: Span, stretch: Span) -> bool {
    match stretch.is_empty() {
        true => span.start <= stretch.start && stretch.start < span.end,
        false => span.start < stretch.end && stretch.start < span.end,
    }
}

/// The innermost objects that cover a stretch. Spans of objects lie in one another or apart.
fn covering(read: &ReadFile, stretch: Span) -> Vec<usize> {
    let span = |index: usize| read.objects.get(index).map(|object| object.tree.span(object.root));
    let all = (0..read.objects.len()).filter_map(|index| Some((index, span(index)?)));
    let mut all: Vec<(usize, Span)> = all.filter(|(_, span)| touches(*span, stretch)).collect();
    all.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
    let starts = all.iter().skip(1).map(|(_, next)| Some(next.start)).chain([None]);
    let innermost = all.iter().zip(starts);
    let innermost = innermost.filter(|((_, span), next)| next.is_none_or(|next| next >= span.end));
    innermost.map(|((index, _), _)| *index).collect()
}

fn several_at(read: &ReadFile, several: &[usize]) -> Nowhere {
    let objects = several.iter().take(TOLD).filter_map(|index| read.objects.get(*index));
    let column = |object: &std::sync::Arc<Object>| {
        read.source.position(object.tree.span(object.root).start).column
    };
    Nowhere::Several(several.len(), objects.map(column).collect())
}

/// The object that a place outside of all objects belongs to: the only one of its document.
fn beside(read: &ReadFile, stretch: Span, profile: &Profile) -> Result<usize, Nowhere> {
    let around = |span: &&Span| span.start <= stretch.start && stretch.start <= span.end;
    let document = read.documents.iter().find(around);
    let Some(document) = document else { return Err(empty(read, profile)) };
    let inside = |(_, object): &(usize, &std::sync::Arc<Object>)| {
        document.contains(object.tree.span(object.root))
    };
    let mut objects = read.objects.iter().enumerate().filter(inside).map(|(index, _)| index);
    match (objects.next(), objects.next()) {
        (Some(only), None) => return Ok(only),
        (Some(_), Some(_)) => return Err(empty(read, profile)),
        (None, _) => {}
    }
    let errors = notices(read, |place| document.contains(place.span));
    match read.fate {
        _ if !errors.is_empty() => Err(Nowhere::Unread(errors)),
        Fate::SetAside(reason) => Err(Nowhere::Aside(reason.as_str())),
        // Other documents of it are judged.
        _ => Err(Nowhere::Aside("not a Kubernetes object")),
    }
}

fn empty(read: &ReadFile, profile: &Profile) -> Nowhere {
    let line = |byte: u32| read.source.position(byte).line;
    let objects = read.objects.iter().take(TOLD).map(|object| {
        let span = object.tree.span(object.root);
        let end = span.end.saturating_sub(1).max(span.start);
        (object_name(object, profile), line(span.start), line(end))
    });
    Nowhere::Empty(objects.collect(), read.objects.len().saturating_sub(TOLD))
}

/// The errors of a file that are at such a place, or at none.
fn notices(read: &ReadFile, at: impl Fn(Place) -> bool) -> Vec<Notice> {
    let mut sources = Sources::default();
    sources.insert(read.id, read.source.clone());
    let wanted = |problem: &&Diagnostic| {
        problem.severity() == Severity::Error && problem.place().is_none_or(&at)
    };
    read.problems.iter().filter(wanted).map(|problem| problem.notice(&sources)).collect()
}

/// What of an object is at a stretch.
fn inside(object: &Object, stretch: Span) -> Inside {
    let tree = &object.tree;
    let hit = |node: NodeId| {
        touches(tree.span(node), stretch)
            || tree.alias_site(node).is_some_and(|site| touches(site, stretch))
    };
    let mut inside = Inside { stretch, ..Inside::default() };
    let images = object.images.iter().enumerate();
    inside.images = images
        .filter(|(_, image)| nodes_of(object, image).into_iter().any(hit))
        .map(|(index, _)| index)
        .collect();
    if !inside.images.is_empty() {
        let images = || inside.images.iter().filter_map(|index| object.images.get(*index));
        inside.containers = images().filter_map(|image| image.container).collect();
        inside.pods = images().filter_map(|image| image.pod).collect();
        inside.level = Some(Sort::Image);
        return inside;
    }
    let containers = object.containers.iter().enumerate();
    let containers: Vec<_> = containers.filter(|(_, container)| hit(container.node)).collect();
    if !containers.is_empty() {
        inside.images = containers.iter().map(|(_, container)| container.image).collect();
        inside.pods = containers.iter().filter_map(|(_, container)| container.pod).collect();
        inside.containers = containers.into_iter().map(|(index, _)| index).collect();
        inside.level = Some(Sort::Container);
        return inside;
    }
    let pods = object.pods.iter().enumerate();
    // A Pod is its own template: what is not in its `spec` is the object's.
    let template = |pod: &Pod| pod.template.filter(|template| *template != object.root);
    let pods = pods.filter(|(_, pod)| hit(pod.spec) || template(pod).is_some_and(hit));
    inside.pods = pods.map(|(index, _)| index).collect();
    let of = |pod: Option<usize>| pod.is_some_and(|pod| inside.pods.contains(&pod));
    let containers = object.containers.iter().enumerate().filter(|(_, it)| of(it.pod));
    let containers = containers.map(|(index, _)| index).collect();
    let images = object.images.iter().enumerate().filter(|(_, it)| of(it.pod));
    let images = images.map(|(index, _)| index).collect();
    let level = (!inside.pods.is_empty()).then_some(Sort::Pod);
    Inside { level, images, containers, ..inside }
}

/// The nodes that are an image's own: what names it, and what is named.
fn nodes_of(object: &Object, image: &ImageUse) -> Vec<NodeId> {
    let written = match &image.written {
        Slot::Present(written) => Some(written.node),
        Slot::Unknown(node) => Some(*node),
        Slot::Absent(_) => None,
    };
    let entry = object.tree.entry(image.holder, &image.key);
    let key = entry.filter(|(_, value)| Some(*value) == written).map(|(key, _)| key);
    // An image volume is nothing but its image.
    let volume = (image.sort == Stands::Volume).then_some(image.holder);
    let around = volume.and_then(|holder| {
        let above = *object.tree.ancestors(holder).last()?;
        let mut entries = object.tree.entries(above);
        entries.find(|(_, value)| *value == holder).map(|(key, _)| key)
    });
    written.into_iter().chain(key).chain(volume).chain(around).collect()
}

/// The innermost of what is concerned, as it is told.
fn subjects(object: &Object, inside: &Inside) -> Vec<Subject> {
    let subject =
        |sort: Sort, name: Option<&str>, subject: eval::Subject<'_>, node: Option<NodeId>| {
            let at = subject.at().unwrap_or(At::node(object, object.root));
            // A container's findings stand at its name; it is all of it.
            let path = node.map_or(at, |node| At::node(object, node)).path().to_string();
            let location = location(object.tree.source(), at.place().span);
            Subject { sort, name: name.map(cut), path, location }
        };
    let index = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let tree = &object.tree;
    let image = |at: &usize| {
        let name = match &object.images.get(*at)?.written {
            Slot::Present(written) => Some(tree.text(written.node)),
            Slot::Absent(_) | Slot::Unknown(_) => None,
        };
        Some(subject(Sort::Image, name, eval::Subject::Image(object, index(*at)), None))
    };
    let container = |at: &usize| {
        let node = object.containers.get(*at)?.node;
        let name = tree.get(node, "name").and_then(|name| tree.text_value(name));
        let of = eval::Subject::Container(object, index(*at));
        Some(subject(Sort::Container, name, of, Some(node)))
    };
    let pod = |at: &usize| {
        let spec = object.pods.get(*at)?.spec;
        Some(subject(Sort::Pod, None, eval::Subject::Pod(object, index(*at)), Some(spec)))
    };
    match inside.level {
        Some(Sort::Image) => inside.images.iter().filter_map(image).collect(),
        Some(Sort::Container) => inside.containers.iter().filter_map(container).collect(),
        Some(Sort::Pod) => inside.pods.iter().filter_map(pod).collect(),
        Some(Sort::Object) | None => {
            let name = object.text(object.name);
            vec![subject(Sort::Object, name, eval::Subject::Resource(object), Some(object.root))]
        }
    }
}

/// Characters of a name that are told.
const LONGEST: usize = 253;

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What ends where the stretch begins, and what begins where it ends, is beside it.
    #[test]
    fn what_only_borders_on_a_stretch_is_not_there() {
        let stretch = Span::new(10, 20);
        let there = |start, end| touches(Span::new(start, end), stretch);
        assert!(there(9, 11) && there(19, 25) && there(5, 30) && there(12, 13));
        assert!(!there(5, 10) && !there(20, 25) && !there(5, 9) && !there(21, 25));
        let empty = |start, end| touches(Span::new(start, end), Span::at(10));
        assert!(empty(10, 11) && empty(5, 11));
        assert!(!empty(5, 10) && !empty(11, 12));
    }
}
