# A Slurm cluster of one host for run.sh to source: munged, slurmctld and slurmd of Debian's slurm-wlm, with keys, ports,
# configuration and state of their own in one folder. Needs root, since slurmd starts jobs for users.

# Ports that nothing listens on now.
free_ports() {
  node -e '
    const { createServer } = require("node:net");
    const servers = Array.from({ length: Number(process.argv[1]) }, () => createServer().listen(0, "127.0.0.1"));
    setTimeout(() => { console.log(servers.map((each) => each.address().port).join(" ")); process.exit(); }, 200);
  ' "$1"
}

# cluster_start FOLDER TASKS: the folder is filled; TASKS tasks may run at a time, whatever cores there are.
cluster_start() {
  cluster=$1
  local tasks=$2 host control daemon
  host=$(hostname -s)
  read -r control daemon < <(free_ports 2)
  install -d -m 700 -o munge -g munge "$cluster/key"
  install -d -m 755 -o munge -g munge "$cluster/munge"
  install -d -m 755 -o slurm -g slurm "$cluster/state"
  install -d -m 755 "$cluster/spool"
  head -c 128 /dev/urandom > "$cluster/key/munge.key"
  chown munge:munge "$cluster/key/munge.key"
  chmod 400 "$cluster/key/munge.key"
  cat > "$cluster/slurm.conf" <<CONF
ClusterName=lyascope
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$control
SlurmdPort=$daemon
SlurmUser=slurm
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$cluster/munge/socket
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/state/slurmctld.pid
SlurmdPidFile=$cluster/spool/slurmd.pid
SlurmctldLogFile=$cluster/state/slurmctld.log
SlurmdLogFile=$cluster/spool/slurmd.log
# No control groups, which a container often may not make.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MailProg=/bin/true
ReturnToService=2
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=$tasks State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$cluster/slurm.conf
  runuser -u munge -- munged --key-file="$cluster/key/munge.key" --socket="$cluster/munge/socket" \
    --pid-file="$cluster/munge/munged.pid" --log-file="$cluster/munge/munged.log" --seed-file="$cluster/munge/seed"
  # Started by root it takes the user SlurmUser itself.
  slurmctld
  slurmd
  wait_for 30 "a node that is idle" node_idle
}

node_idle() { [ "$(sinfo --noheader --format=%T 2> "$cluster/sinfo.err")" = idle ]; }

# The states of an array's tasks, one a line: TASK STATE.
task_states() { squeue --noheader --array --states=all --job="$1" --format='%K %T'; }

task_state() { task_states "$1" | awk -v task="$2" '$1 == task { print $2 }'; }

# Jobs are cancelled, daemons ended in the reverse order of their start, each by its own id.
cluster_stop() {
  [ -n "${cluster:-}" ] || return 0
  scancel --user="$(id -un)" > "$cluster/scancel.log" 2>&1 || true
  local file pid
  for file in spool/slurmd.pid state/slurmctld.pid munge/munged.pid; do
    [ -s "$cluster/$file" ] || continue
    pid=$(cat "$cluster/$file")
    kill "$pid" 2> "$cluster/kill.err" || true
    wait_for 20 "the end of process $pid ($file)" ended "$pid" || kill -9 "$pid"
  done
}

ended() { ! kill -0 "$1" 2> "$cluster/kill.err"; }

# wait_for SECONDS WHAT COMMAND…: until the command succeeds; fails with one line once the time is over.
wait_for() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    if [ "$SECONDS" -ge "$until" ]; then
      echo "slurm: waited in vain for $what" >&2
      return 1
    fi
    sleep 0.1
  done
}
