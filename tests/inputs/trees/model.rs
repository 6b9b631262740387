//! What must come of a tree, worked out from what was generated and never from the disk: a second,
//! naive reading of "which files a path means", as the documentation has it.
//!
//! It follows links by hand, name after name, and knows what an unreadable folder hides.

use std::collections::{BTreeMap, BTreeSet};

use super::generate::{
    Access, Case, Content, Doc, HOLDER, Named, Node, Part, ROOT, Spelling, What, image,
};

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Real {
    Folder(usize),
    File(usize),
    /// A pipe, a socket, a device.
    Endless,
    /// Looks like a file, and is the kernel's.
    Kernel,
}

/// Why a path leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    Missing,
    Other,
}

/// The names of a path, from the holder.
type Way = Vec<Vec<u8>>;

/// How a file ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Judged,
    /// With the code that the path is refused by, if it is not the content that is at fault.
    Errored(Option<&'static str>),
    SetAside(&'static str),
}

/// What must come of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    /// By the name that it is shown under. `a.yaml/` is at fault where `a.yaml` is a file: they are two.
    pub(super) files: Vec<(Vec<u8>, End)>,
    /// The images that are complained of, with the file.
    pub(super) evil: BTreeSet<(Vec<u8>, String)>,
    pub(super) objects: usize,
    pub(super) warnings: usize,
    pub(super) exit: u8,
}

struct Found {
    way: Way,
    node: usize,
    named: bool,
    link: bool,
}

pub(super) struct Model<'c> {
    case: &'c Case,
    /// True for a user who may read everything.
    almighty: bool,
    found: Vec<Found>,
    faults: BTreeMap<Way, (Vec<u8>, End)>,
    /// By node: what kustomizations make of it.
    parts: BTreeMap<usize, Vec<Part>>,
}

/// What must come of `case` for this user.
pub(super) fn books(case: &Case, almighty: bool, piped: bool) -> Books {
    let (found, faults, parts) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let mut model = Model { case, almighty, found, faults, parts };
    for named in &case.named {
        model.named(named);
    }
    // Beside standard input a pattern is not all that was named.
    if !piped {
        model.forgive_patterns();
    }
    model.books()
}

/// The text of a path on the command line, from the holder on.
pub(super) fn spelled(nodes: &[Node], named: &Named) -> Option<Vec<u8>> {
    let (to, spelling) = match named {
        Named::Empty => return None,
        Named::Missing => return Some(b"tree/missing-*.yaml".to_vec()),
        Named::Node(to, spelling) => (*to, *spelling),
    };
    let mut names = way_of(nodes, to);
    let last = names.pop().unwrap_or_default();
    let before = if names.is_empty() { Vec::new() } else { [&*names.join(&b'/'), b"/"].concat() };
    Some(match spelling {
        Spelling::Plain => [&before[..], &last].concat(),
        // `./a` is another path than `a`, and `a/./b` none than `a/b`.
        Spelling::Dot if before.is_empty() => last,
        Spelling::Dot => [&before[..], b"./", &last].concat(),
        Spelling::Slash => [&before[..], &last, b"/"].concat(),
        Spelling::Up => [b"tree/../", &before[..], &last].concat(),
    })
}

fn way_of(nodes: &[Node], mut at: usize) -> Way {
    let mut names = Vec::new();
    while at != HOLDER {
        names.insert(0, nodes[at].name.clone());
        at = nodes[at].parent;
    }
    names
}

/// The names of a path, as paths are compared: without `.` and doubled slashes.
fn names(text: &[u8]) -> Way {
    let parts = text.split(|byte| *byte == b'/');
    parts.filter(|part| !part.is_empty() && *part != b".").map(<[u8]>::to_vec).collect()
}

/// As paths are sorted: `..` comes before all names.
fn order(way: &Way) -> Vec<&[u8]> {
    way.iter().map(|name| if name == b".." { &b""[..] } else { name }).collect()
}

fn is_kustomization(name: &[u8]) -> bool {
    matches!(name, b"kustomization.yaml" | b"kustomization.yml" | b"Kustomization")
}

fn is_manifest_name(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(b".yaml") || name.ends_with(b".yml") || name.ends_with(b".json")
}

impl Model<'_> {
    fn what(&self, node: usize) -> &What {
        &self.case.nodes[node].what
    }

    fn may_search(&self, folder: usize) -> bool {
        self.almighty
            || matches!(self.what(folder), What::Folder(Access::Full | Access::SearchOnly))
    }

    fn may_list(&self, folder: usize) -> bool {
        self.almighty || matches!(self.what(folder), What::Folder(Access::Full | Access::ListOnly))
    }

    fn content(&self, node: usize) -> &Content {
        match self.what(node) {
            What::File(content) => content,
            What::Hard(to) => self.content(*to),
            other => panic!("{other:?} has no content"),
        }
    }

    fn may_read(&self, node: usize) -> bool {
        self.almighty || self.content(node).readable
    }

    fn child(&self, folder: usize, name: &[u8]) -> Option<usize> {
        let is = |at: &usize| {
            let node = &self.case.nodes[*at];
            *at != HOLDER && node.parent == folder && node.name == name
        };
        (0..self.case.nodes.len()).find(is)
    }

    /// Where `text` leads from a folder.
    fn resolve(&self, from: usize, text: &[u8], links: &mut usize) -> Result<Real, Lost> {
        let (mut at, text) = match text {
            b"/dev/zero" | b"/dev/null" | b"/dev/full" => return Ok(Real::Endless),
            b"/proc/self/mem" | b"/proc/kmsg" => return Ok(Real::Kernel),
            // A folder that is no folder of ours.
            b"/proc/self/fd" => return Ok(Real::Folder(usize::MAX)),
            _ => match text.strip_prefix(b"HOLDER/") {
                Some(inside) => (Real::Folder(HOLDER), inside),
                None if text.starts_with(b"/") => return Err(Lost::Missing),
                None => (Real::Folder(from), text),
            },
        };
        if text.is_empty() {
            return Err(Lost::Missing);
        }
        for name in text.split(|byte| *byte == b'/') {
            let Real::Folder(folder) = at else { return Err(Lost::Other) };
            if name.is_empty() {
                continue;
            }
            if folder == usize::MAX || folder == HOLDER && name == b".." {
                return Err(Lost::Missing);
            }
            if !self.may_search(folder) {
                return Err(Lost::Other);
            }
            at = match name {
                b"." => at,
                b".." => Real::Folder(self.case.nodes[folder].parent),
                _ => {
                    let node = self.child(folder, name).ok_or(Lost::Missing)?;
                    self.real(node, links)?
                }
            };
        }
        Ok(at)
    }

    /// What a node is, at the end of all links.
    fn real(&self, node: usize, links: &mut usize) -> Result<Real, Lost> {
        Ok(match self.what(node) {
            What::Folder(_) => Real::Folder(node),
            What::File(_) | What::Hard(_) => Real::File(node),
            What::Pipe | What::Socket => Real::Endless,
            What::Link(text) => {
                *links += 1;
                if *links > 40 {
                    return Err(Lost::Other);
                }
                return self.resolve(self.case.nodes[node].parent, text, links);
            }
        })
    }

    fn named(&mut self, named: &Named) {
        let Some(text) = spelled(&self.case.nodes, named) else {
            self.fault(Vec::new(), Vec::new(), End::Errored(Some("E0550")));
            return;
        };
        let way = names(&text);
        let node = match named {
            Named::Node(node, _) => *node,
            _ => usize::MAX,
        };
        match self.resolve(HOLDER, &text, &mut 0) {
            Ok(Real::Folder(folder)) => self.folder(folder, &way),
            Ok(Real::File(file)) => {
                let link = matches!(self.what(node), What::Link(_));
                let parent = self.case.nodes[node].parent;
                self.file(way, file, parent, true, link);
            }
            Ok(Real::Endless | Real::Kernel) => {
                self.fault(way, text, End::Errored(Some("E0552")));
            }
            Err(lost) => {
                let link = node != usize::MAX && matches!(self.what(node), What::Link(_));
                let code = if lost == Lost::Missing && !link { "E0550" } else { "E0551" };
                self.fault(way, text, End::Errored(Some(code)));
            }
        }
    }

    /// A fault of a path. Of two that are equal as paths, the text that sorts first tells.
    fn fault(&mut self, way: Way, text: Vec<u8>, end: End) {
        let known = self.faults.get(&way);
        if known.is_none_or(|(known, _)| text < *known) {
            self.faults.insert(way, (text, end));
        }
    }

    /// A fault that a walk meets.
    fn met(&mut self, way: Way, code: &'static str) {
        let text = way.join(&b'/');
        self.fault(way, text, End::Errored(Some(code)));
    }

    fn folder(&mut self, folder: usize, way: &Way) {
        let respect = self.case.respect && folder != usize::MAX;
        let mut above = vec![folder];
        while respect && *above.last().expect("one") != HOLDER {
            above.push(self.case.nodes[*above.last().expect("one")].parent);
        }
        let endless = respect
            .then(|| above.iter().position(|folder| self.endless_gitignore(*folder)))
            .flatten();
        let mut told = false;
        if let Some(at) = endless {
            // In the folder itself, it is told by the way that the folder is named.
            let mut to = if at == 0 { way.clone() } else { way_of(&self.case.nodes, above[at]) };
            to.push(b".gitignore".to_vec());
            self.met(to, "E0552");
            told = true;
        }
        let seen = self.walk(folder, way, respect && endless.is_none());
        if !seen && !told {
            let none = End::SetAside("a folder without manifests");
            self.fault(way.clone(), way.join(&b'/'), none);
        }
    }

    /// True if reading the folder's `.gitignore` may never end.
    fn endless_gitignore(&self, folder: usize) -> bool {
        let real = self.may_search(folder).then(|| self.child(folder, b".gitignore")).flatten();
        let real = real.and_then(|node| self.real(node, &mut 0).ok());
        matches!(real, Some(Real::Endless | Real::Kernel))
    }

    /// True if anything was found.
    fn walk(&mut self, folder: usize, way: &Way, respect: bool) -> bool {
        if folder == usize::MAX {
            // Open files of this process: none is called like a manifest.
            return false;
        }
        if !self.may_list(folder) {
            self.met(way.clone(), "E0551");
            return true;
        }
        let mut seen = false;
        let inside =
            (ROOT..self.case.nodes.len()).filter(|at| self.case.nodes[*at].parent == folder);
        for node in inside.collect::<Vec<_>>() {
            let name = self.case.nodes[node].name.clone();
            let is_folder = matches!(self.what(node), What::Folder(_));
            if respect && self.is_ignored(folder, &name, is_folder) {
                continue;
            }
            let mut way = way.clone();
            way.push(name.clone());
            if !self.may_search(folder) {
                if is_folder || is_manifest_name(&name) {
                    self.met(way, "E0551");
                    seen = true;
                }
                continue;
            }
            if is_folder && respect && self.endless_gitignore(node) {
                way.push(b".gitignore".to_vec());
                self.met(way, "E0552");
                seen = true;
                continue;
            }
            if is_folder {
                seen |= self.walk(node, &way, respect);
                continue;
            }
            seen |= self.entry(node, way);
        }
        seen
    }

    fn entry(&mut self, node: usize, way: Way) -> bool {
        let name = &self.case.nodes[node].name;
        let (real, folder) = (self.real(node, &mut 0), self.case.nodes[node].parent);
        if !is_manifest_name(name) {
            if let (true, Ok(Real::File(file))) = (is_kustomization(name), real) {
                self.read_kustomization(file, folder);
            }
            return false;
        }
        match real {
            Ok(Real::File(file)) => {
                let link = matches!(self.what(node), What::Link(_));
                self.file(way, file, folder, false, link);
            }
            Ok(Real::Kernel) => {
                self.met(way, "E0552");
            }
            Ok(Real::Folder(_) | Real::Endless) => return false,
            Err(_) => {
                self.met(way, "E0551");
            }
        }
        true
    }

    fn file(&mut self, way: Way, node: usize, folder: usize, named: bool, link: bool) {
        if way.last().is_some_and(|name| is_kustomization(name)) {
            self.read_kustomization(node, folder);
        }
        self.found.push(Found { way, node, named, link });
    }

    fn read_kustomization(&mut self, file: usize, folder: usize) {
        let content = self.content(file);
        if !self.may_read(file) || content.json {
            return;
        }
        let mut parts = Vec::new();
        for doc in &content.docs {
            if let Doc::Kustomization(_, all) = doc {
                parts.extend(all.iter().cloned());
            }
        }
        for (part, text) in parts {
            if let Ok(Real::File(node)) = self.resolve(folder, text.as_bytes(), &mut 0) {
                // Nothing outside its folder is a part of a kustomization.
                if part == Part::Resource || self.is_below(node, folder) {
                    self.parts.entry(node).or_default().push(part);
                }
            }
        }
    }

    fn is_below(&self, mut node: usize, folder: usize) -> bool {
        while node != HOLDER && node != folder {
            node = self.case.nodes[node].parent;
        }
        node == folder
    }

    /// What git says of a name in a folder: the nearest file that knows the name decides, up to the
    /// repository's own folder.
    fn is_ignored(&self, folder: usize, name: &[u8], is_folder: bool) -> bool {
        let (mut at, mut ignored, mut in_repository) = (folder, false, false);
        loop {
            let inside = |name: &[u8]| {
                let node = self.may_search(at).then(|| self.child(at, name)).flatten()?;
                self.real(node, &mut 0).ok()
            };
            if let Some(Real::File(file)) = inside(b".gitignore")
                && self.may_read(file)
            {
                let docs = &self.content(file).docs;
                ignored |= docs.iter().any(|doc| match doc {
                    Doc::Ignore(pattern) => names_it(pattern, name, is_folder),
                    _ => false,
                });
            }
            if inside(b".git").is_some() {
                in_repository = true;
                break;
            }
            if at == HOLDER {
                break;
            }
            at = self.case.nodes[at].parent;
        }
        ignored && in_repository
    }

    /// Where nothing was named but empty folders and patterns, what matches nothing is no error.
    fn forgive_patterns(&mut self) {
        let is_pattern = |text: &[u8]| text.iter().any(|byte| b"*?[".contains(byte));
        let none = self.found.is_empty()
            && self.faults.values().all(|(text, end)| match end {
                End::Errored(Some("E0550")) => is_pattern(text),
                other => matches!(other, End::SetAside(_)),
            });
        if none {
            for (_, end) in self.faults.values_mut() {
                if matches!(end, End::Errored(_)) {
                    *end = End::SetAside("a pattern that matches nothing");
                }
            }
        }
    }

    fn books(mut self) -> Books {
        let mut books = Books::default();
        for (way, (_, end)) in &self.faults {
            books.warnings += usize::from(matches!(end, End::SetAside(_)));
            books.files.push((way.join(&b'/'), end.clone()));
        }
        // Judged once, under the name that is no link and sorts first.
        self.found.sort_by(|a, b| (a.link, order(&a.way)).cmp(&(b.link, order(&b.way))));
        let mut named = BTreeMap::new();
        for found in &self.found {
            *named.entry(found.node).or_insert(false) |= found.named;
        }
        let mut seen = BTreeSet::new();
        for found in &self.found {
            if seen.insert(found.node) {
                let end = self.end(found, named[&found.node], &mut books);
                books.files.push((found.way.join(&b'/'), end));
            }
        }
        let errors = books.files.iter().any(|(_, end)| matches!(end, End::Errored(_)));
        books.exit = match (errors, books.evil.is_empty(), books.objects) {
            (true, ..) => 3,
            (_, false, _) => 1,
            (_, _, 0) => 4,
            _ => 0,
        };
        books
    }

    fn end(&self, found: &Found, named: bool, books: &mut Books) -> End {
        let name = found.way.last().expect("a file has a name");
        let role = self.role(found, name, named);
        if let Some((reason, false)) = role {
            return End::SetAside(reason);
        }
        if !self.may_read(found.node) {
            return End::Errored(Some("E0551"));
        }
        let content = self.content(found.node);
        if content.huge {
            return End::Errored(None);
        }
        let docs = &content.docs;
        if let Some((reason, true)) = role {
            let whole = content.json || !docs.iter().any(is_refused);
            let object = |doc: &Doc| content.json || matches!(doc, Doc::Good | Doc::Evil);
            if whole && !docs.iter().any(object) {
                return End::SetAside(reason);
            }
        }
        self.judged(found, content, books)
    }

    fn judged(&self, found: &Found, content: &Content, books: &mut Books) -> End {
        let (mut errors, mut objects, mut aside) = (false, 0, None);
        for (index, doc) in content.docs.iter().enumerate() {
            let evil = matches!(doc, Doc::Evil);
            match doc {
                _ if content.json || evil || matches!(doc, Doc::Good) => {
                    objects += 1;
                    if evil {
                        let image = image(self.first_name(found.node), index, true);
                        books.evil.insert((found.way.join(&b'/'), image));
                    }
                }
                Doc::Template if self.case.skip_templates => {
                    aside = aside.or(Some("a template that was not rendered"));
                }
                doc if is_refused(doc) => errors = true,
                Doc::NoVersion | Doc::NoKind => errors = true,
                Doc::Kustomization(true, _) => {
                    aside = aside.or(Some("a kustomization; what it builds can be judged"));
                }
                Doc::Empty | Doc::Comments => {}
                _ if self.case.strict => errors = true,
                _ => aside = aside.or(Some("not a Kubernetes object")),
            }
        }
        books.objects += objects;
        match (errors, objects) {
            (true, _) => End::Errored(None),
            (false, 0) => End::SetAside(aside.unwrap_or("empty")),
            _ => End::Judged,
        }
    }

    /// Whose bytes they are: a hard link has those of the file.
    fn first_name(&self, node: usize) -> usize {
        match self.what(node) {
            What::Hard(to) => *to,
            _ => node,
        }
    }

    /// What a file is by its name and its neighbours, and whether it is read to make sure.
    fn role(&self, found: &Found, name: &[u8], named: bool) -> Option<(&'static str, bool)> {
        if is_kustomization(name) {
            return Some(("a kustomization; what it builds can be judged", true));
        }
        if name == b"Chart.yaml" {
            return Some(("a Helm chart's metadata", true));
        }
        if named {
            return None;
        }
        let beside = [found.way[..found.way.len() - 1].join(&b'/'), b"Chart.yaml".to_vec()];
        let chart = self.resolve(HOLDER, &beside.join(&b'/'), &mut 0);
        if name.starts_with(b"values") && matches!(chart, Ok(Real::File(_) | Real::Kernel)) {
            return Some(("a Helm chart's values", true));
        }
        let parts = self.parts.get(&found.node)?;
        let any = |wanted: &[Part]| parts.iter().any(|part| wanted.contains(part));
        if any(&[Part::Resource]) {
            None
        } else if any(&[Part::Patch, Part::OldPatch]) {
            Some(("a fragment of a kustomization; what that builds can be judged", false))
        } else if any(&[Part::Data]) {
            Some(("data of a kustomization", false))
        } else {
            Some(("a Helm chart's values", false))
        }
    }
}

/// True for a document that the reader refuses.
fn is_refused(doc: &Doc) -> bool {
    match doc {
        Doc::Template | Doc::Broken | Doc::Twice | Doc::Nul | Doc::Latin => true,
        // An alias of nothing.
        Doc::Ignore(pattern) => pattern.starts_with('*'),
        _ => false,
    }
}

/// The patterns that are generated, by hand.
fn names_it(pattern: &str, name: &[u8], is_folder: bool) -> bool {
    match pattern {
        "d/" => is_folder && name == b"d",
        "*.json" => name.ends_with(b".json"),
        "*.y*ml" => {
            name.ends_with(b"ml") && name[..name.len() - 2].windows(2).any(|two| two == b".y")
        }
        exact => name == exact.as_bytes(),
    }
}
