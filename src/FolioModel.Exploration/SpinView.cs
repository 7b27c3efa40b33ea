namespace FolioModel.Exploration;

/// <summary>What a task has looked at since it last spun, so that it is let go on only when that is different.</summary>
internal sealed class SpinView
{
    private readonly Dictionary<int, ulong> _seen = [];

    public bool IsClosed { get; private set; }

    public bool HasChanged { get; private set; }

    public ulong Hash { get; private set; }

    /// <summary>Takes the last step's accesses in. What was seen first counts: a change in between is a change.</summary>
    public void Add(AccessLog log)
    {
        if (IsClosed)
        {
            Open();
        }

        foreach (int number in log.Touched)
        {
            _seen.TryAdd(number, log.HashOf(number));
        }

        // Its own changes are no news; but what others changed before them stays one.
        for (int i = 0; i < log.Changed.Length; i++)
        {
            int number = log.Changed[i];
            if (_seen[number] == log.HashesBefore[i])
            {
                _seen[number] = log.HashOf(number);
            }
        }
    }

    public void Close(AccessLog log)
    {
        IsClosed = true;
        Hash = 0;
        foreach ((int number, ulong value) in _seen)
        {
            StateHash one = default;
            one.Add(number);
            one.Add(value);
            Hash ^= one.Value;
        }

        HasChanged = Differs(log);
    }

    public void Update(AccessLog log) => HasChanged |= Differs(log);

    public void Open()
    {
        _seen.Clear();
        IsClosed = false;
        HasChanged = false;
    }

    private bool Differs(AccessLog log) => _seen.Any(seen => log.HashOf(seen.Key) != seen.Value);
}
