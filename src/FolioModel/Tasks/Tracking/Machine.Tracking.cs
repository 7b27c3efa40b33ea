using System.Runtime.CompilerServices;
using FolioModel.Forking;

namespace FolioModel;

public sealed partial class Machine
{
    private int _stateNumbers = 1;
    [NotForked("made by an explorer, for one machine")]
    private Numbering? _numbering;

    [NotForked("made by an explorer, for one machine")]
    private Sleepers? _sleepers;

    private LockClass? _skippedLock;

    [field: NotForked("a cache")]
    internal LocalHasher LocalHasher => field ??= new LocalHasher();

    /// <summary>Records what steps touch; null until <see cref="TrackAccesses"/>.</summary>
    [field: NotForked("a log of one machine")]
    public AccessLog? Accesses { get; private set; }

    /// <summary>A class of locks that is not taken at all, to show what it is for. Null, the default: all are.</summary>
    /// <exception cref="NotSupportedException">Access tracking is off in this process.</exception>
    public LockClass? SkippedLock
    {
        get => _skippedLock;
        set
        {
            RequireTracking();
            _skippedLock = value;
        }
    }

    /// <summary>Starts to record which shared state is touched.</summary>
    /// <param name="earlier">A log that is no longer used, whose storage is used again. Null to allocate.</param>
    /// <exception cref="NotSupportedException">Access tracking is off in this process.</exception>
    public AccessLog TrackAccesses(AccessLog? earlier = null)
    {
        RequireTracking();
        Accesses = new AccessLog(this, earlier);
        _sleepers = new Sleepers(this);
        Map.Log = Accesses;
        PageCacheNodes.Track(this);
        PageCacheNodes.DeferNodeReuse = true;
        return Accesses;
    }

    /// <summary>Says that shared state is about to be read or changed.</summary>
    /// <param name="state">The state.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Track(ISharedState state)
    {
        if (AccessTracking.IsOn)
        {
            Accesses?.Track(state);
        }
    }

    /// <summary>The number of a new piece of shared state.</summary>
    public int NewStateNumber() => NewStateNumbers(1);

    /// <summary>The first of several numbers in a row.</summary>
    internal int NewStateNumbers(int count)
    {
        // Who makes something first gets the lower number: two steps that make something cannot be swapped.
        if (AccessTracking.IsOn)
        {
            Accesses?.Track(_numbering ??= new Numbering(this));
        }

        return (_stateNumbers += count) - count;
    }

    internal bool Skips(LockClass lockClass) => AccessTracking.IsOn && _skippedLock == lockClass;

    /// <summary>Whether something is a lock of the class that is not taken.</summary>
    internal bool SkipsLock(object? target) => _skippedLock is { } skipped && target switch
    {
        SpinLock spin => spin.Class == skipped,
        RwSemaphore semaphore => semaphore.Class == skipped,
        _ => false,
    };

    private static void RequireTracking()
    {
        if (!AccessTracking.IsOn)
        {
            throw new NotSupportedException(
                $"set the switch {AccessTracking.Switch} to true in the application's runtime configuration, before the first machine is "
                    + $"built");
        }
    }

    /// <summary>
    /// Says that a wait queue is looked at or changed: who goes to sleep and who wakes cannot be swapped. Locks of the model are states of
    /// their own, in which the two meet anyway.
    /// </summary>
    private void TrackSleepers(object key)
    {
        if (AccessTracking.IsOn && key is not (SpinLock or RwSemaphore or FolioKey))
        {
            Accesses?.Track(_sleepers!);
        }
    }

    /// <summary>The tasks that sleep on something other than a lock of the model.</summary>
    private sealed class Sleepers(Machine machine) : ISharedState
    {
        public int StateNumber { get; } = machine._stateNumbers++;

        public string StateName => "wait queues";

        public void AddTo(ref StateHash hash)
        {
            foreach (TaskRun run in machine._runs)
            {
                if (run.State == TaskRunState.Waiting && run.Key is not (SpinLock or RwSemaphore or FolioKey))
                {
                    hash.Add(run.Task.Id);
                }
            }
        }
    }

    /// <summary>How many numbers are given out.</summary>
    private sealed class Numbering(Machine machine) : ISharedState
    {
        public int StateNumber => 0;

        public string StateName => "numbers of states";

        public void AddTo(ref StateHash hash) => hash.Add(machine._stateNumbers);
    }
}
