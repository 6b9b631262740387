//! The fixtures at the edges of what an image can be, made for a rule.

use crate::world::image::Reference;
use crate::world::kube::{Slot, Sort};

use super::ground::Ground;
use super::pool::Pool;

/// An edge that authors forget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundary {
    /// `localhost:5000/app`: the colon is no tag's.
    PortWithoutTag,
    /// `app@sha256:…`.
    DigestOnly,
    /// `app:1.4.2@sha256:…`.
    TagAndDigest,
    /// `app`.
    ImpliedLatest,
    /// In `initContainers`.
    Init,
    /// In `ephemeralContainers`.
    Ephemeral,
    /// In `volumes[].image`.
    Volume,
    /// A registry or repository that only looks like one that the rule names.
    LookAlike,
}

impl Boundary {
    /// All of them, in the order in which they are suggested.
    pub(super) const ALL: &[Self] = &[
        Self::PortWithoutTag,
        Self::DigestOnly,
        Self::TagAndDigest,
        Self::ImpliedLatest,
        Self::Init,
        Self::Ephemeral,
        Self::Volume,
        Self::LookAlike,
    ];

    /// What it is, as a test's title begins.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::PortWithoutTag => "a port without a tag",
            Self::DigestOnly => "a digest alone",
            Self::TagAndDigest => "a tag and a digest",
            Self::ImpliedLatest => "an implied latest",
            Self::Init => "an init container",
            Self::Ephemeral => "an ephemeral container",
            Self::Volume => "an image volume",
            Self::LookAlike => "a look-alike registry",
        }
    }

    /// True if a fixture has it. `pool` says what the rule names.
    pub(super) fn is_in(self, ground: &Ground, pool: &Pool) -> bool {
        let sort = |sort: Sort| ground.images().any(|(_, image)| image.sort == sort);
        match self {
            Self::Init => sort(Sort::Init),
            Self::Ephemeral => sort(Sort::Ephemeral),
            Self::Volume => sort(Sort::Volume),
            _ => ground.images().any(|(_, image)| match &image.written {
                Slot::Present(written) => {
                    written.parsed.as_ref().is_ok_and(|image| self.is(image, pool))
                }
                Slot::Absent(_) | Slot::Unknown(_) => false,
            }),
        }
    }

    fn is(self, image: &Reference, pool: &Pool) -> bool {
        let (tag, digest) = (image.tag().is_some(), image.digest().is_some());
        let port = image.registry().contains(':');
        match self {
            Self::PortWithoutTag => port && !tag && !digest,
            Self::DigestOnly => digest && !tag,
            Self::TagAndDigest => tag && digest,
            Self::ImpliedLatest => !tag && !digest && !port,
            Self::LookAlike => {
                let whole = format!("{}/{}", image.registry(), image.path());
                pool.repos.iter().any(|repo| {
                    let behind = whole.strip_prefix(repo.as_str());
                    behind.is_some_and(|rest| rest.starts_with(['.', '-']))
                })
            }
            Self::Init | Self::Ephemeral | Self::Volume => false,
        }
    }

    /// The fixtures that have it, made of another.
    pub(super) fn made(self, ground: &Ground, pool: &Pool) -> Vec<String> {
        let sort = match self {
            Self::Init => Sort::Init,
            Self::Ephemeral => Sort::Ephemeral,
            Self::Volume => Sort::Volume,
            _ => {
                let images = self.images(ground.first_image(), pool);
                return images.iter().filter_map(|image| ground.with_image(image)).collect();
            }
        };
        let written = ground.first_image().map(str::to_owned);
        let images = written.into_iter().chain(images(ground.first_image(), pool));
        let mut images: Vec<String> = images.collect();
        images.dedup();
        images.iter().take(SOME).filter_map(|image| ground.with_more(sort, image)).collect()
    }

    fn images(self, first: Option<&str>, pool: &Pool) -> Vec<String> {
        let mut all = Vec::new();
        for (registry, path) in places(first, pool) {
            let bare = format!("{registry}/{path}");
            let host = registry.split(':').next().unwrap_or(&registry);
            match self {
                Self::PortWithoutTag => all.push(format!("{host}:5000/{path}")),
                Self::DigestOnly => all.push(format!("{bare}@{DIGEST}")),
                Self::TagAndDigest => all.push(format!("{bare}:{TAG}@{DIGEST}")),
                Self::ImpliedLatest => all.push(bare),
                Self::LookAlike | Self::Init | Self::Ephemeral | Self::Volume => {}
            }
        }
        if self == Self::LookAlike {
            for repo in &pool.repos {
                match repo.split_once('/') {
                    None => {
                        all.push(format!("{repo}.evil.example/app:{TAG}"));
                        all.push(format!("{repo}-evil/app:{TAG}"));
                    }
                    Some((registry, path)) => {
                        all.push(format!("{repo}-evil/app:{TAG}"));
                        all.push(format!("{registry}.evil.example/{path}/app:{TAG}"));
                    }
                }
            }
        }
        all
    }
}

/// How many images are tried at one edge.
const SOME: usize = 6;
/// A version.
const TAG: &str = "1.4.2";
/// A digest of nothing.
const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Registries and paths in them to take images from: those that the rule names, and the fixture's own.
fn places(first: Option<&str>, pool: &Pool) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for repo in pool.repos.iter().take(3) {
        let (registry, path) = match repo.split_once('/') {
            Some((registry, path)) => (registry.to_owned(), format!("{path}/app")),
            None => (repo.clone(), "team/app".to_owned()),
        };
        all.push((registry, path));
        if let Some((registry, path)) = repo.split_once('/') {
            all.push((registry.to_owned(), path.to_owned()));
        }
    }
    if let Some(Ok(image)) = first.map(Reference::parse) {
        all.push((image.registry().to_owned(), image.path().to_owned()));
    }
    all.push(("registry.example.com".to_owned(), "team/app".to_owned()));
    all
}

/// Images to try a rule on: of what it names, at each edge, and with each tag.
pub(super) fn images(first: Option<&str>, pool: &Pool) -> Vec<String> {
    let mut all = Vec::new();
    for boundary in Boundary::ALL {
        all.extend(boundary.images(first, pool));
    }
    for (registry, path) in places(first, pool) {
        let tags = pool.tags.iter().map(String::as_str);
        for tag in tags.chain([TAG, "latest", "1", "v2.0.0-rc.1", "1.4.2-alpine"]) {
            all.push(format!("{registry}/{path}:{tag}"));
        }
    }
    all.extend(pool.texts.iter().cloned());
    all.extend(["nginx", "nginx:latest", "nginx:1.27.3", "$(IMAGE)"].map(str::to_owned));
    let mut seen = std::collections::HashSet::new();
    all.retain(|image| seen.insert(image.clone()));
    all
}
