//! The limits of the reader: an image is hostile input.

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// LIMIT: container engines stop at 127 layers; images squashed by other tools stay far below.
pub const LAYERS_MAX: usize = 500;
/// LIMIT: images with three million empty files were seen; an entry costs eight bytes here.
pub const LAYER_ENTRIES_MAX: u64 = 4_000_000;
/// LIMIT: `PATH_MAX` of Linux; no engine can unpack a longer path.
pub const PATH_BYTES_MAX: usize = 4096;
/// LIMIT: the deepest `node_modules` trees stay below 100 folders.
pub const PATH_DEPTH_MAX: usize = 256;
/// LIMIT: what Go's archive/tar, and so Docker and containerd, accepts for one extended header.
pub const PAX_BYTES_MAX: u64 = MIB;
/// LIMIT: the largest layers in use (machine learning) inflate to about 10 GiB.
pub const LAYER_INFLATED_BYTES_MAX: u64 = 32 * GIB;
/// LIMIT: several of such layers.
pub const IMAGE_INFLATED_BYTES_MAX: u64 = 96 * GIB;
/// LIMIT: file systems shrink by 2 to 10 times; deflate reaches 1,032 times on zeros only.
pub const INFLATE_RATIO_MAX: u64 = 200;
/// LIMIT: below this a ratio says nothing: a small layer with one sparse file is no bomb.
pub const INFLATE_RATIO_FREE_BYTES: u64 = 256 * MIB;
/// LIMIT: package databases stay below 20 MiB, and all that is held at once below the budget.
pub const WHOLE_FILE_BYTES_MAX: u64 = 32 * MIB;
/// LIMIT: shared by all threads; half of what the whole process may use.
pub const WHOLE_BYTES_BUDGET: u64 = 40 * MIB;
/// LIMIT: texts that one layer may leave in memory: links, whiteouts, paths that analysers took.
pub const LAYER_RECORDED_BYTES_MAX: u64 = 64 * MIB;
/// LIMIT: after so many unread files of a layer a person reads no further; the rest is counted.
pub const LAYER_UNREAD_MAX: usize = 500;
/// LIMIT: what registries accept for a manifest (OCI distribution specification, 4 MiB).
pub const MANIFEST_BYTES_MAX: u64 = 4 * MIB;
/// LIMIT: configurations of real images stay below 100 KiB.
pub const CONFIG_BYTES_MAX: u64 = 8 * MIB;
/// LIMIT: an index in an index in an index serves nobody.
pub const INDEX_DEPTH_MAX: usize = 4;
/// LIMIT: manifests that one layout or archive may hold for choice.
pub const MANIFESTS_MAX: usize = 2_000;
/// LIMIT: members of an image archive: three a layer and some for each image.
pub const ARCHIVE_MEMBERS_MAX: usize = 100_000;
/// LIMIT: Linux follows 40 links in one look-up.
pub const LINK_HOPS_MAX: usize = 40;
/// LIMIT: links whose target is read a second time; real images have none or a few.
pub const FOLLOWED_LINKS_MAX: usize = 1_000;

/// The limits of one reading. Tests reach them with small numbers; others take the default.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// See [`LAYERS_MAX`].
    pub layers_max: usize,
    /// See [`LAYER_ENTRIES_MAX`].
    pub layer_entries_max: u64,
    /// See [`PATH_BYTES_MAX`].
    pub path_bytes_max: usize,
    /// See [`PATH_DEPTH_MAX`].
    pub path_depth_max: usize,
    /// See [`PAX_BYTES_MAX`].
    pub pax_bytes_max: u64,
    /// See [`LAYER_INFLATED_BYTES_MAX`].
    pub layer_inflated_bytes_max: u64,
    /// See [`IMAGE_INFLATED_BYTES_MAX`].
    pub image_inflated_bytes_max: u64,
    /// See [`INFLATE_RATIO_MAX`].
    pub inflate_ratio_max: u64,
    /// See [`INFLATE_RATIO_FREE_BYTES`].
    pub inflate_ratio_free_bytes: u64,
    /// See [`WHOLE_FILE_BYTES_MAX`].
    pub whole_file_bytes_max: u64,
    /// See [`WHOLE_BYTES_BUDGET`].
    pub whole_bytes_budget: u64,
    /// See [`LAYER_RECORDED_BYTES_MAX`].
    pub layer_recorded_bytes_max: u64,
    /// See [`LAYER_UNREAD_MAX`].
    pub layer_unread_max: usize,
    /// See [`MANIFEST_BYTES_MAX`].
    pub manifest_bytes_max: u64,
    /// See [`CONFIG_BYTES_MAX`].
    pub config_bytes_max: u64,
    /// See [`ARCHIVE_MEMBERS_MAX`].
    pub archive_members_max: usize,
    /// See [`FOLLOWED_LINKS_MAX`].
    pub followed_links_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            layers_max: LAYERS_MAX,
            layer_entries_max: LAYER_ENTRIES_MAX,
            path_bytes_max: PATH_BYTES_MAX,
            path_depth_max: PATH_DEPTH_MAX,
            pax_bytes_max: PAX_BYTES_MAX,
            layer_inflated_bytes_max: LAYER_INFLATED_BYTES_MAX,
            image_inflated_bytes_max: IMAGE_INFLATED_BYTES_MAX,
            inflate_ratio_max: INFLATE_RATIO_MAX,
            inflate_ratio_free_bytes: INFLATE_RATIO_FREE_BYTES,
            whole_file_bytes_max: WHOLE_FILE_BYTES_MAX,
            whole_bytes_budget: WHOLE_BYTES_BUDGET,
            layer_recorded_bytes_max: LAYER_RECORDED_BYTES_MAX,
            layer_unread_max: LAYER_UNREAD_MAX,
            manifest_bytes_max: MANIFEST_BYTES_MAX,
            config_bytes_max: CONFIG_BYTES_MAX,
            archive_members_max: ARCHIVE_MEMBERS_MAX,
            followed_links_max: FOLLOWED_LINKS_MAX,
        }
    }
}
