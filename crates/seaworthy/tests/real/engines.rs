//! Images as real engines hand them out: Docker, Podman and containerd, each started for the test.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::parts;
use crate::scan::{Scan, program, read, refuse, scan};
use crate::storefront::{same, skopeo, target};

/// LIMIT: for an engine to answer or to end; a slow machine needs some seconds.
const ENGINE_WAIT_MAX: Duration = Duration::from_secs(60);

/// Between two looks at an engine.
const PAUSE: Duration = Duration::from_millis(50);

/// What the image is called in the engines.
const NAME: &str = "shop/storefront:1.0";

/// A running engine; it and the helper that it may have started end when dropped.
struct Engine {
    process: Child,
    /// The file in which it notes the id of its helper.
    helper: Option<PathBuf>,
}

impl Engine {
    /// Starts it and waits until it answers `question`; `None` if it cannot run on this machine.
    fn start(folder: &Path, mut command: Command, question: &[&str]) -> Result<Option<Self>> {
        let log = folder.join("engine.log");
        let file = File::create(&log)?;
        command.stdout(Stdio::null()).stderr(file);
        let name = command.get_program().to_string_lossy().into_owned();
        let process = command.spawn().with_context(|| format!("start {name}"))?;
        let helper = Some(folder.join("exec/containerd/containerd.pid"));
        let mut engine = Engine { process, helper };
        let started = Instant::now();
        let [asker, arguments @ ..] = question else {
            bail!("no question for {name}");
        };
        loop {
            if engine.process.try_wait()?.is_some() {
                let said = fs::read_to_string(&log)?;
                let last = said.lines().last().unwrap_or_default();
                let part = Path::new(&name).file_name().unwrap_or_default();
                parts::skip(&part.to_string_lossy(), &format!("{name} ends: {last}"))?;
                return Ok(None);
            }
            let mut ask = parts::command(asker, folder)?;
            if parts::output(ask.args(arguments)).is_ok() {
                return Ok(Some(engine));
            }
            if started.elapsed() > ENGINE_WAIT_MAX {
                bail!("{name} does not answer: {}", fs::read_to_string(&log)?);
            }
            thread::sleep(PAUSE);
        }
    }

    fn has_ended(&mut self) -> bool {
        // What cannot be asked is waited for, and then killed.
        self.process.try_wait().is_ok_and(|ended| ended.is_some())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Asked politely, an engine ends its helper and takes its mounts back.
        signal("TERM", &self.process.id().to_string());
        let asked = Instant::now();
        while !self.has_ended() && asked.elapsed() < ENGINE_WAIT_MAX {
            thread::sleep(PAUSE);
        }
        // It has ended by itself but on a sick machine; nothing is left to do then.
        let _ = self.process.kill();
        let _ = self.process.wait();
        // The file is gone where the engine ended as it should.
        let helper = self.helper.take().map(fs::read_to_string);
        if let Some(Ok(id)) = helper {
            signal("KILL", id.trim());
        }
    }
}

fn signal(name: &str, process: &str) {
    let mut kill = Command::new("kill");
    kill.args(["-s", name, process]).stderr(Stdio::null());
    // A process that is gone needs no signal.
    let _ = kill.status();
}

/// A folder with the example as an archive for `docker load`, if everything is there.
fn prepared(programs: &[&str], archive: &str) -> Result<Option<tempfile::TempDir>> {
    if !parts::is_root()? {
        parts::say("skipped: only root may start an engine of its own");
        return Ok(None);
    }
    if !parts::present(programs)? || !parts::present(&["skopeo"])? {
        return Ok(None);
    }
    // Sockets have short paths, so that the folder lies at the top.
    let folder = tempfile::tempdir_in("/tmp")?;
    let mut copy = skopeo(folder.path())?;
    let to = format!("{archive}:shop.tar:{NAME}");
    parts::output(copy.arg("copy").arg(target()).arg(to))?;
    Ok(Some(folder))
}

/// The scan of a target, with a variable that says where the engine is.
fn scan_in(folder: &Path, variable: (&str, &str), target: &str) -> Result<Scan> {
    let mut command = program(folder);
    read(command.env(variable.0, variable.1).args(["scan", target]))
}

/// That the image of an engine is the image of the archive that was loaded, by each of its names.
fn holds_the_same(
    folder: &Path,
    variable: (&str, &str),
    archive: &str,
    targets: &[&str],
) -> Result<()> {
    let archive = scan(folder, archive)?;
    let layers = |scan: &Scan| -> Result<Vec<String>> {
        let layers = scan.image()?.layers.iter();
        Ok(layers.map(|layer| layer.diff_id.to_string()).collect())
    };
    for target in targets {
        let live = scan_in(folder, variable, target)?;
        // An id is no name, which the checks of names tell.
        same(&archive, &live, &["mutable-tag", "unpinned-reference"])?;
        ensure!(live.image()?.unread.is_empty(), "{target}: unread files");
        ensure!(layers(&live)? == layers(&archive)?, "{target}: layers");
    }
    Ok(())
}

#[test]
fn an_image_of_docker_is_the_archive_that_was_loaded() -> Result<()> {
    let Some(folder) = prepared(&["dockerd", "docker"], "docker-archive")? else {
        return Ok(());
    };
    let folder = folder.path();
    let host = format!("unix://{}", folder.join("s").display());
    let mut daemon = parts::command("dockerd", folder)?;
    daemon.args(["--bridge=none", "--iptables=false", "--ip6tables=false"]);
    daemon.args(["--ip-forward=false", "--storage-driver=vfs"]);
    for (option, file) in [
        ("--data-root", "data"),
        ("--exec-root", "exec"),
        ("--pidfile", "pid"),
    ] {
        daemon.arg(option).arg(folder.join(file));
    }
    daemon.args(["-H", &host]);
    let Some(_engine) = Engine::start(folder, daemon, &["docker", "-H", &host, "version"])? else {
        return Ok(());
    };
    let mut docker = parts::command("docker", folder)?;
    parts::output(docker.args(["-H", &host, "load", "-i", "shop.tar"]))?;
    let mut docker = parts::command("docker", folder)?;
    let id = parts::output(docker.args(["-H", &host, "images", "-q", NAME]))?;
    let variable = ("DOCKER_HOST", host.as_str());
    let targets = [
        format!("docker-daemon:{NAME}"),
        format!("docker-daemon:{}", id.trim()),
    ];
    let targets = targets.each_ref().map(String::as_str);
    holds_the_same(folder, variable, "docker-archive:shop.tar", &targets)?;
    let mut gone = program(folder);
    gone.args(["scan", "docker-daemon:shop/gone"]);
    let said = refuse(gone.env(variable.0, variable.1))?;
    ensure!(said.contains("No such image: shop/gone"), "{said}");
    Ok(())
}

#[test]
fn an_image_of_podman_is_the_archive_that_was_loaded() -> Result<()> {
    let Some(folder) = prepared(&["podman"], "docker-archive")? else {
        return Ok(());
    };
    let folder = folder.path();
    let host = format!("unix://{}", folder.join("s").display());
    let podman = || -> Result<Command> {
        let mut podman = parts::command("podman", folder)?;
        for (option, file) in [("--root", "data"), ("--runroot", "run"), ("--tmpdir", "t")] {
            podman.arg(option).arg(folder.join(file));
        }
        podman.args(["--storage-driver", "vfs"]);
        Ok(podman)
    };
    parts::output(podman()?.args(["load", "-i", "shop.tar"]))?;
    let mut service = podman()?;
    service.args(["system", "service", "--time=0", &host]);
    let question = ["podman", "--remote", "--url", &host, "version"];
    let Some(_engine) = Engine::start(folder, service, &question)? else {
        return Ok(());
    };
    let variable = ("CONTAINER_HOST", host.as_str());
    let targets = [format!("podman:{NAME}"), format!("podman:docker.io/{NAME}")];
    let targets = targets.each_ref().map(String::as_str);
    holds_the_same(folder, variable, "docker-archive:shop.tar", &targets)?;
    let mut gone = program(folder);
    gone.args(["scan", "podman:shop/gone"]);
    let said = refuse(gone.env(variable.0, variable.1))?;
    ensure!(said.contains("status 404"), "{said}");
    ensure!(said.contains("shop/gone"), "{said}");
    Ok(())
}

#[test]
fn an_image_of_containerd_is_read_from_its_disk_while_it_runs() -> Result<()> {
    let Some(folder) = prepared(&["containerd", "ctr"], "oci-archive")? else {
        return Ok(());
    };
    let folder = folder.path();
    let (root, socket) = (folder.join("data"), folder.join("s"));
    // The plugins that are left out write outside of the folder or need a network.
    let config = format!(
        "version = 2\nroot = {root:?}\nstate = {:?}\ndisabled_plugins = \
         [\"io.containerd.grpc.v1.cri\", \"io.containerd.internal.v1.opt\"]\n\
         [grpc]\naddress = {socket:?}\n",
        folder.join("state")
    );
    fs::write(folder.join("containerd.toml"), config)?;
    let mut daemon = parts::command("containerd", folder)?;
    daemon.args(["-c", "containerd.toml"]);
    let address = socket.display().to_string();
    let question = ["ctr", "-a", &address, "version"];
    let Some(engine) = Engine::start(folder, daemon, &question)? else {
        return Ok(());
    };
    let root = root.display().to_string();
    let variable = ("CONTAINERD_ROOT", root.as_str());
    let target = format!("containerd:{NAME}");
    let archive = format!("oci-archive:shop.tar:{NAME}");
    for namespace in ["default", "k8s.io"] {
        let mut ctr = parts::command("ctr", folder)?;
        ctr.args(["-a", &address, "-n", namespace, "images", "import"]);
        parts::output(ctr.args(["--no-unpack", "shop.tar"]))?;
        holds_the_same(folder, variable, &archive, &[&target])?;
    }
    let mut gone = program(folder);
    gone.env(variable.0, variable.1);
    let said = refuse(gone.args(["scan", "containerd:shop/gone"]))?;
    ensure!(said.contains(&format!("{NAME} (k8s.io)")), "{said}");
    // The content of another platform is never pulled: its manifest is named and not there.
    let digest = scan_in(folder, variable, &target)?.image()?.digest.clone();
    let digest = digest.context("a digest")?;
    drop(engine);
    let blobs = folder.join("data/io.containerd.content.v1.content/blobs/sha256");
    fs::remove_file(blobs.join(digest.hex()))?;
    let mut missing = program(folder);
    missing.env(variable.0, variable.1);
    let said = refuse(missing.args(["scan", &target]))?;
    ensure!(said.contains("pulled for another platform"), "{said}");
    Ok(())
}
