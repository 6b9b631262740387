//! The inputs of a run, in order, and what is to become of each.
//!
//! A repository has tens of thousands of manifests, and their names stay until the last is judged. Nearly
//! all are of one kind: a file that a walk has found in a folder, of which nothing is known but where it
//! is. Of such a one [`Found`] keeps the name behind those of others, and where it ends: some
//! fifteen bytes, where a path of its own and what may be said of it take a hundred and fifty. An
//! [`Input`] is made of that when it is asked for. All that is otherwise (standard input, a name that is
//! no UTF-8, a fault, what is set aside) is kept as the [`Input`] that it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memrchr;

use super::fate::SetAside;
use super::render::Rendered;
use super::shown::{as_it_is, shown};
use crate::diag::Diagnostic;

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// A file to judge, or what is wrong with it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where its bytes are.
    pub origin: Origin,
    /// What is to become of it.
    pub lot: Lot,
    /// The name it is shown under, where that is not its path's text.
    shown: Option<Box<str>>,
}

impl Input {
    /// What is at `path`.
    pub fn file(path: PathBuf, lot: Lot) -> Self {
        let shown = match as_it_is(&path) {
            Some(name) if name != STDIN => None,
            _ => Some(name_of(&path)).filter(|name| path.to_str() != Some(name)),
        };
        let shown = shown.map(String::into_boxed_str);
        Self { origin: Origin::File(path), lot, shown }
    }

    /// Standard input.
    pub fn stdin() -> Self {
        Self { origin: Origin::Stdin, lot: Lot::Judge, shown: None }
    }

    /// The name it is shown under.
    pub fn shown(&self) -> &str {
        match (&self.shown, &self.origin) {
            (Some(name), _) => name,
            (None, Origin::File(path)) => path.to_str().unwrap_or_default(),
            (None, Origin::Stdin) => STDIN,
        }
    }
}

/// Where bytes are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A path, as it was named or found.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// What is to become of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lot {
    /// It is to be read and judged.
    Judge,
    /// It is no manifest of its own.
    SetAside(SetAside),
    /// By its name it is no manifest: it is to be read, and set aside if it holds no object.
    ReadFirst(SetAside),
    /// What its folder renders to is to be judged in its place.
    Rendered(Arc<Rendered>),
    /// It can't be read, or what stands in its place can't be rendered.
    Error(Box<Diagnostic>),
}

/// Inputs in order.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Folders of plain files, each with the slash behind it, and the place of the first file.
    folders: Vec<(usize, Box<str>)>,
    /// The names of plain files, one behind the other.
    names: String,
    /// By place: where in these the name ends. It begins where that before it ends.
    ends: Vec<u32>,
    /// By place: what is not plain.
    others: BTreeMap<usize, Input>,
}

impl Found {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The `at`-th.
    pub fn get(&self, at: usize) -> Option<Cow<'_, Input>> {
        if let Some(other) = self.others.get(&at) {
            return Some(Cow::Borrowed(other));
        }
        let origin = Origin::File(self.path(at)?);
        Some(Cow::Owned(Input { origin, lot: Lot::Judge, shown: None }))
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Input>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// True if the `at`-th is standard input.
    pub fn is_stdin(&self, at: usize) -> bool {
        self.others.get(&at).is_some_and(|input| input.origin == Origin::Stdin)
    }

    /// Those whose files have this name, in whatever folder, by their place.
    pub fn called(&self, name: &OsStr) -> Vec<usize> {
        let is_called = |at: &usize| match self.others.get(at).map(|other| &other.origin) {
            Some(Origin::File(path)) => path.file_name() == Some(name),
            Some(Origin::Stdin) => false,
            None => self.plain(*at).is_some_and(|(_, own)| name == own),
        };
        (0..self.len()).filter(is_called).collect()
    }

    /// Says what is to become of the `at`-th.
    pub fn set_lot(&mut self, at: usize, lot: Lot) {
        if let Some(known) = self.others.get_mut(&at) {
            known.lot = lot;
        } else if let Some(input) = self.get(at).filter(|input| input.lot != lot) {
            let input = Input { lot, ..input.into_owned() };
            self.others.insert(at, input);
        }
    }

    /// Adds one behind the others.
    pub fn push(&mut self, input: Input) {
        let plain = match &input {
            Input { origin: Origin::File(path), lot: Lot::Judge, shown: None } => {
                self.push_plain(path)
            }
            _ => false,
        };
        if !plain {
            self.others.insert(self.len(), input);
            self.ends.push(self.ends.last().copied().unwrap_or_default());
        }
    }

    /// Adds the file at `path` behind the others, to be judged; false if it is not plain, and not added.
    pub(super) fn push_plain(&mut self, path: &Path) -> bool {
        let text = as_it_is(path).filter(|text| *text != STDIN);
        let end = text.and_then(|text| self.add_name(text));
        self.ends.extend(end);
        end.is_some()
    }

    /// Adds a file's name, and its folder if that is not the last file's: files come by folders.
    fn add_name(&mut self, path: &str) -> Option<u32> {
        let (folder, name) = path.split_at_checked(memrchr(b'/', path.as_bytes())? + 1)?;
        let end = u32::try_from(self.names.len() + name.len()).ok().filter(|_| !name.is_empty())?;
        if self.folders.last().is_none_or(|(_, last)| **last != *folder) {
            self.folders.push((self.len(), folder.into()));
        }
        self.names.push_str(name);
        Some(end)
    }

    /// The folder and the name of the `at`-th, if it is plain. Folders have numbers in the order in which
    /// their files came.
    pub(super) fn plain(&self, at: usize) -> Option<(usize, &str)> {
        let end = *self.ends.get(at).filter(|_| !self.others.contains_key(&at))?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let name = self.names.get(start.unwrap_or_default() as usize..end as usize)?;
        let folder = self.folders.partition_point(|(first, _)| *first <= at);
        Some((folder.checked_sub(1)?, name))
    }

    /// The path of the `at`-th, if it is plain.
    pub(super) fn path(&self, at: usize) -> Option<PathBuf> {
        let (folder, name) = self.plain(at)?;
        let (_, folder) = self.folders.get(folder)?;
        Some([folder, name].concat().into())
    }
}

impl FromIterator<Input> for Found {
    fn from_iter<I: IntoIterator<Item = Input>>(inputs: I) -> Self {
        let mut files = Self::default();
        inputs.into_iter().for_each(|input| files.push(input));
        files
    }
}

/// What a file is called, so that none passes for standard input.
pub(super) fn name_of(path: &Path) -> String {
    match shown(path) {
        name if name == STDIN => format!("./{name}"),
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(input: &Input) -> (Origin, Lot, String) {
        (input.origin.clone(), input.lot.clone(), input.shown().to_owned())
    }

    fn any_input() -> impl Strategy<Value = Input> {
        let path = prop_oneof![
            4 => "(a/|a/b/|/|)[xy]{1,2}\\.yaml",
            1 => r"(a/|\./|)(<stdin>|a\\|é|\\x5C|/|)",
            1 => Just("a/".to_owned() + &"x".repeat(65_536)),
        ];
        let lots = [Lot::Judge, Lot::ReadFirst(SetAside::Baseline)];
        let file = (path, prop::sample::select(lots.to_vec()));
        let file = file.prop_map(|(path, lot)| Input::file(path.into(), lot));
        let odd = |path: &[u8]| Input::file(path_of(path), Lot::Judge);
        prop_oneof![8 => file, 1 => Just(odd(b"a/\xff")), 1 => Just(Input::stdin())]
    }

    #[cfg(unix)]
    fn path_of(bytes: &[u8]) -> PathBuf {
        use std::os::unix::ffi::OsStrExt as _;
        OsStr::from_bytes(bytes).into()
    }

    #[cfg(not(unix))]
    fn path_of(bytes: &[u8]) -> PathBuf {
        String::from_utf8_lossy(bytes).into_owned().into()
    }

    proptest! {
        #[test]
        fn what_is_put_in_comes_out(
            mut inputs in prop::collection::vec(any_input(), 0..12),
            changed in prop::collection::vec((0..12_usize, any::<bool>()), 0..4),
        ) {
            let mut found: Found = inputs.iter().cloned().collect();
            for (at, aside) in changed {
                let lot = if aside { Lot::SetAside(SetAside::Empty) } else { Lot::Judge };
                found.set_lot(at, lot.clone());
                inputs.get_mut(at).into_iter().for_each(|input| input.lot = lot.clone());
            }
            prop_assert_eq!((found.len(), found.is_empty()), (inputs.len(), inputs.is_empty()));
            let kept: Vec<_> = found.iter().map(|input| told(&input)).collect();
            prop_assert_eq!(kept, inputs.iter().map(told).collect::<Vec<_>>());
            let is_called = |input: &Input, name: &str| match &input.origin {
                Origin::File(path) => path.file_name() == Some(name.as_ref()),
                Origin::Stdin => false,
            };
            for name in ["x.yaml", "é", "<stdin>", "a"] {
                let called = (0..inputs.len()).filter(|at| is_called(&inputs[*at], name));
                prop_assert_eq!(found.called(name.as_ref()), called.collect::<Vec<_>>());
            }
            for (at, input) in inputs.iter().enumerate() {
                prop_assert_eq!(found.is_stdin(at), input.origin == Origin::Stdin);
            }
        }
    }

    #[test]
    fn files_of_a_folder_are_plain_and_share_its_name() {
        let inputs = ["a/x.yaml", "a/y.yaml", "a/b/x.yaml", "/z.yaml"];
        let found: Found =
            inputs.map(|path| Input::file(path.into(), Lot::Judge)).into_iter().collect();
        let plain: Vec<_> = (0..4).map(|at| found.plain(at)).collect();
        let expected = [(0, "x.yaml"), (0, "y.yaml"), (1, "x.yaml"), (2, "z.yaml")];
        assert_eq!(plain, expected.map(Some));
    }
}
