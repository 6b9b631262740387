//! Kubernetes objects: kinds, pods, containers, images, lookups.
//!
//! | module | what it settles |
//! | --- | --- |
//! | `kinds`, `path` | the kinds table: where each kind keeps its pods and images |
//! | `objects`, `identity` | from a document to its objects; what an object is |
//! | `extract`, `order`, `view` | an object's pods, containers and images |
//! | `coverage` | what looks like an image and is reached by no row |
//! | `fields` | keys that hide an image |
//! | `flattened`, `fault` | shapes that are wrong, and what to say of them |
//! | `problems`, `marks` | how much is said of one document, and of which nodes |
//! | `profile`, `names` | what is known of the cluster; the namespace where an object lands |
//! | `triggers`, `streams` | what OpenShift writes over an image; what an image stream's tag holds |
//! | `mirrors` | where a node pulls an image from, and whether it may |
//! | `index` | lookups by kind, namespace and name |
//! | `credentials`, `keyring` | pull secrets and the registries they cover |

mod coverage;
pub mod credentials;
mod extract;
mod fault;
mod fields;
mod flattened;
mod identity;
mod index;
mod keyring;
mod kinds;
mod marks;
mod mirrors;
mod names;
mod objects;
mod order;
mod path;
mod problems;
mod profile;
pub mod streams;
mod triggers;
mod view;

pub use index::{Index, Lookup, Members, is_indexed_as};
pub use kinds::{Paths, Row, Scope, Table, Workload, WorkloadScope};
pub use mirrors::{CLUSTER_KINDS, Registries};
pub use objects::{Aside, Found, detached, objects, objects_into, objects_of};
pub use path::{KindPath, PathFault};
pub use profile::{
    DEFAULT_REGISTRY, KubernetesVersion, Landing, Mirror, MirrorSourcePolicy, MirroredPulls,
    Profile,
};
pub use view::{
    Container, Coverage, GroupVersionKind, Hides, ImageUse, Object, Open, Overwritten, Pod, Slot,
    Sort, Written,
};
