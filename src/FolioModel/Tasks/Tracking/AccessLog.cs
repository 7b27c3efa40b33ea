using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FolioModel.Interleaving;

/// <summary>Records what each step of suspended tasks touches and changes, and keeps a hash of all shared state up to date.</summary>
/// <remarks>
/// A step that touches a state and leaves it as it was has only read it, as far as any other task can tell. Node-wide statistics and the
/// ledger are not tracked: nothing in an operation depends on them, and what they say follows from the rest.
/// </remarks>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public sealed class AccessLog
{
    /// <summary>
    /// Storage is not taken over from a log that has counted this far: the numbers of steps would run out in the middle of a run.
    /// </summary>
    private const int LastStepToTakeOver = int.MaxValue / 2;

    private readonly MemoryMap _map;
    private readonly List<int> _touched;
    private readonly List<int> _changed;
    private readonly List<UInt128> _before;
    private readonly List<int> _known;
    private ISharedState?[] _states;
    private UInt128[] _now;
    private UInt128[] _first;
    private int[] _lastStep;
    private int _step;

    /// <summary>Steps before this one are those of another run, whose storage this log has taken over.</summary>
    private readonly int _firstStep;
    private bool _recording;
    private bool _replaying;

    internal AccessLog(Machine machine, AccessLog? earlier)
    {
        _map = machine.Map;
        if (earlier is null || earlier._step > LastStepToTakeOver)
        {
            _firstStep = 1;
            _now = new UInt128[_map.Capacity + 64];
            _first = new UInt128[_now.Length];
            _lastStep = new int[_now.Length];
            _states = new ISharedState?[64];
            (_touched, _changed, _before, _known) = ([], [], [], []);
        }
        else
        {
            (_now, _first, _lastStep, _states) = (earlier._now, earlier._first, earlier._lastStep, earlier._states);
            (_touched, _changed, _before, _known) = (earlier._touched, earlier._changed, earlier._before, earlier._known);
            _known.Clear();
            _firstStep = earlier._step + 1;
            Grow(_map.Capacity + 64);
        }

        _step = _firstStep;
    }

    /// <summary>A hash of all shared state touched so far, the same as long as that state is as it was at first.</summary>
    public UInt128 Hash { get; private set; }

    /// <summary>
    /// The states that the last finished step touched; numbers below the capacity of the memory map are frames and list heads.
    /// </summary>
    public ReadOnlySpan<int> Touched => CollectionsMarshal.AsSpan(_touched);

    /// <summary>The states that the last finished step changed; a part of <see cref="Touched"/>.</summary>
    public ReadOnlySpan<int> Changed => CollectionsMarshal.AsSpan(_changed);

    /// <summary>The hashes that the changed states had before.</summary>
    public ReadOnlySpan<UInt128> HashesBefore => CollectionsMarshal.AsSpan(_before);

    /// <summary>The present hash of one state.</summary>
    /// <param name="number">Its number.</param>
    public UInt128 HashOf(int number) => _now[number];

    /// <summary>The name of a state in reports.</summary>
    /// <param name="number">Its number.</param>
    public string NameOf(int number) =>
        number >= _map.Capacity ? _states[number - _map.Capacity]?.StateName ?? $"state {number}"
        : number < _map.Pages ? $"pfn 0x{number:x}"
        : $"list {number - _map.Pages}";

    /// <summary>Starts a step: nothing has been touched.</summary>
    public void BeginStep()
    {
        _step++;
        _recording = true;
        _touched.Clear();
        _changed.Clear();
        _before.Clear();
    }

    /// <summary>Ends a step: finds out what was changed.</summary>
    public void EndStep()
    {
        _recording = false;
        foreach (int number in CollectionsMarshal.AsSpan(_touched))
        {
            UInt128 before = _now[number];
            UInt128 after = ValueOf(number);
            if (after != before)
            {
                _now[number] = after;
                Hash ^= Weighed(number, before) ^ Weighed(number, after);
                _changed.Add(number);
                _before.Add(before);
            }
        }
    }

    /// <summary>Copies the present contents, to be taken over by the log of another run of the same steps.</summary>
    public AccessSnapshot Save()
    {
        KnownState[] known = new KnownState[_known.Count];
        for (int i = 0; i < known.Length; i++)
        {
            int number = _known[i];
            known[i] = new KnownState(number, _now[number], _first[number]);
        }

        return new AccessSnapshot(Hash, known);
    }

    /// <summary>
    /// From now on the steps are known from another run, up to some point: nothing is noted, until
    /// <see cref="EndReplay"/> takes over what that run knew there.
    /// </summary>
    public void BeginReplay() => _replaying = true;

    /// <summary>Takes over what another run knew after the same steps.</summary>
    /// <param name="snapshot">What it knew.</param>
    public void EndReplay(AccessSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _replaying = false;
        Hash = snapshot.Hash;
        foreach (KnownState state in snapshot.Known)
        {
            Grow(state.Number);
            _now[state.Number] = state.Now;
            _first[state.Number] = state.First;
            _lastStep[state.Number] = _step;
            _known.Add(state.Number);
        }
    }

    /// <summary>
    /// Looks for state that the last step changed without saying so; for tests of code that announces what it touches. It is slow.
    /// </summary>
    /// <returns>Its name, or null if there is none.</returns>
    public string? FindUnannouncedChange()
    {
        foreach (int number in _known)
        {
            if (_lastStep[number] != _step && ValueOf(number) != _now[number])
            {
                return NameOf(number);
            }
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Track(int number)
    {
        if (_recording && _lastStep[number] != _step)
        {
            Note(number);
        }
    }

    internal void Track(ISharedState state)
    {
        if (!_recording)
        {
            if (_replaying)
            {
                Register(state, state.StateNumber + _map.Capacity);
            }

            return;
        }

        int number = _map.Capacity + state.StateNumber;

        if (number >= _now.Length || _lastStep[number] != _step)
        {
            Register(state, number);
            Note(number);
        }
    }

    private void Note(int number)
    {
        if (_lastStep[number] < _firstStep)
        {
            _known.Add(number);
            _first[number] = _now[number] = ValueOf(number);
        }

        _lastStep[number] = _step;
        _touched.Add(number);
    }

    private void Register(ISharedState state, int number)
    {
        Grow(number);
        if (state.StateNumber >= _states.Length)
        {
            Array.Resize(ref _states, Math.Max(state.StateNumber + 1, _states.Length * 2));
        }

        _states[state.StateNumber] = state;
    }

    private void Grow(int number)
    {
        if (number >= _now.Length)
        {
            int size = Math.Max(number + 1, _now.Length * 2);
            Array.Resize(ref _now, size);
            Array.Resize(ref _first, size);
            Array.Resize(ref _lastStep, size);
        }
    }

    /// <summary>A state that is as it was at first weighs nothing, touched or not.</summary>
    private UInt128 Weighed(int number, UInt128 value) =>
        value == _first[number] ? 0 : StateHash.Mix(value, (ulong)number + 1);

    private UInt128 ValueOf(int number)
    {
        StateHash hash = default;
        if (number >= _map.Capacity)
        {
            // To look at the state is no access to it.
            bool recording = _recording;
            _recording = false;
            _states[number - _map.Capacity]!.AddTo(ref hash);
            _recording = recording;
            return hash.Fingerprint;
        }

        foreach (ulong word in MemoryMarshal.Cast<PageDescriptor, ulong>(MemoryMarshal.CreateReadOnlySpan(ref _map.Untracked(number), 1)))
        {
            hash.Add(word);
        }

        return hash.Fingerprint;
    }
}
