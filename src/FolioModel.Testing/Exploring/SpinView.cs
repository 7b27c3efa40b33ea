namespace FolioModel.Testing;

/// <summary>The states that a task has looked at since some moment: it spins on only when one of them has changed.</summary>
internal sealed class SpinView
{
    private const int FirstLength = 16;

    private ulong[] _seen;
    private int[] _numbers;
    private UInt128[] _values;
    private int _count;

    public SpinView()
        : this([], [], [])
    {
    }

    private SpinView(ulong[] seen, int[] numbers, UInt128[] values)
    {
        _seen = seen;
        _numbers = numbers;
        _values = values;
    }

    public bool IsClosed { get; private set; }

    public bool HasChanged { get; private set; }

    public UInt128 Hash { get; private set; }

    /// <summary>The numbers of the states that were seen.</summary>
    public ReadOnlySpan<int> LookedAt => _numbers.AsSpan(0, _count);

    public SpinView Copy() => new([.. _seen], [.. _numbers], [.. _values])
    {
        _count = _count,
        IsClosed = IsClosed,
        HasChanged = HasChanged,
        Hash = Hash,
    };

    /// <summary>Takes the last step's accesses in. What was seen first counts: a change in between is a change.</summary>
    public void Add(AccessLog log)
    {
        if (IsClosed)
        {
            Open();
        }

        foreach (int number in log.Touched)
        {
            See(number, log.HashOf(number));
        }

        // Its own changes are no news; but what others changed before them stays one.
        for (int i = 0; i < log.Changed.Length; i++)
        {
            int number = log.Changed[i];
            int place = Array.IndexOf(_numbers, number, 0, _count);
            if (_values[place] == log.HashesBefore[i])
            {
                _values[place] = log.HashOf(number);
            }
        }
    }

    public void Close(AccessLog log)
    {
        IsClosed = true;
        Hash = 0;
        for (int i = 0; i < _count; i++)
        {
            StateHash one = default;
            one.Add(_numbers[i]);
            one.Add(_values[i]);
            Hash ^= one.Fingerprint;
        }

        HasChanged = Differs(log);
    }

    /// <summary>
    /// Whether something that was seen is different by now: a spin would then be tried again, where a fresh view would wait.
    /// </summary>
    public bool IsStale(AccessLog log) => Differs(log);

    public void Update(AccessLog log) => HasChanged |= Differs(log);

    public void Open()
    {
        Array.Clear(_seen);
        _count = 0;
        IsClosed = false;
        HasChanged = false;
    }

    private void See(int number, UInt128 value)
    {
        int word = number >> 6;
        if (word >= _seen.Length)
        {
            Array.Resize(ref _seen, word + 1);
        }

        if ((_seen[word] & (1UL << number)) != 0)
        {
            return;
        }

        if (_count == _numbers.Length)
        {
            int length = Math.Max(FirstLength, _count * 2);
            Array.Resize(ref _numbers, length);
            Array.Resize(ref _values, length);
        }

        _seen[word] |= 1UL << number;
        _numbers[_count] = number;
        _values[_count++] = value;
    }

    private bool Differs(AccessLog log)
    {
        for (int i = 0; i < _count; i++)
        {
            if (log.HashOf(_numbers[i]) != _values[i])
            {
                return true;
            }
        }

        return false;
    }
}
