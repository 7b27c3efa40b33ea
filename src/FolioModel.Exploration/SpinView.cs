namespace FolioModel.Exploration;

/// <summary>What a task has looked at since it last spun, so that it is let go on only when that is different.</summary>
internal sealed class SpinView
{
    private readonly List<int> _numbers;
    private ulong[] _values;
    private bool[] _isSeen;

    public SpinView()
        : this([], [], [])
    {
    }

    private SpinView(List<int> numbers, ulong[] values, bool[] isSeen)
    {
        _numbers = numbers;
        _values = values;
        _isSeen = isSeen;
    }

    public bool IsClosed { get; private set; }

    public bool HasChanged { get; private set; }

    public ulong Hash { get; private set; }

    public SpinView Copy() => new([.. _numbers], (ulong[])_values.Clone(), (bool[])_isSeen.Clone())
    {
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
            if (_values[number] == log.HashesBefore[i])
            {
                _values[number] = log.HashOf(number);
            }
        }
    }

    public void Close(AccessLog log)
    {
        IsClosed = true;
        Hash = 0;
        foreach (int number in _numbers)
        {
            StateHash one = default;
            one.Add(number);
            one.Add(_values[number]);
            Hash ^= one.Value;
        }

        HasChanged = Differs(log);
    }

    public void Update(AccessLog log) => HasChanged |= Differs(log);

    public void Open()
    {
        foreach (int number in _numbers)
        {
            _isSeen[number] = false;
        }

        _numbers.Clear();
        IsClosed = false;
        HasChanged = false;
    }

    private void See(int number, ulong value)
    {
        if (number >= _isSeen.Length)
        {
            int size = Math.Max(number + 32, _isSeen.Length * 2);
            Array.Resize(ref _values, size);
            Array.Resize(ref _isSeen, size);
        }

        if (!_isSeen[number])
        {
            _isSeen[number] = true;
            _values[number] = value;
            _numbers.Add(number);
        }
    }

    private bool Differs(AccessLog log)
    {
        foreach (int number in _numbers)
        {
            if (log.HashOf(number) != _values[number])
            {
                return true;
            }
        }

        return false;
    }
}
