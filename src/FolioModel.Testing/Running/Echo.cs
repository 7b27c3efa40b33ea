namespace FolioModel.Testing;

/// <summary>
/// Brings programs back to the same places: half of the steps take over numbers and choices from one of the last few steps, as a whole, so
/// that the same page of the same file is filled, dirtied, held and truncated. Independent draws hardly ever meet.
/// </summary>
internal sealed class Echo
{
    private const int Depth = 8;
    private const int None = -1;

    private readonly IReadOnlyList<Operation> _operations;
    private readonly int[] _names;
    private readonly Step[] _recent = new Step[Depth];
    private int _remembered;

    public Echo(IReadOnlyList<Operation> operations)
    {
        _operations = operations;
        _names = new int[operations.Count * Arguments.Most];
        Dictionary<string, int> names = [];
        for (int i = 0; i < _names.Length; i++)
        {
            int place = i % Arguments.Most;
            Operation operation = operations[i / Arguments.Most];
            string? name = place < operation.Parameters.Length ? operation.Parameters[place].EchoName : null;
            if (name is null)
            {
                _names[i] = None;
            }
            else if (!names.TryGetValue(name, out _names[i]))
            {
                names[name] = _names[i] = names.Count;
            }
        }
    }

    /// <summary>Replaces arguments by those of a recent step that have the same name, half of the time.</summary>
    public Arguments Apply(int operation, Arguments drawn, SplitMix random)
    {
        ulong bits = random.Next();
        if ((bits & 1) == 0 || _remembered == 0)
        {
            return drawn;
        }

        Step recent = _recent[(int)((bits >> 1) % (ulong)Math.Min(_remembered, Depth))];
        int mine = operation * Arguments.Most;
        int theirs = recent.Operation * Arguments.Most;
        for (int place = 0; place < _operations[operation].Parameters.Length; place++)
        {
            int from = _names[mine + place] == None ? None : _names.AsSpan(theirs, Arguments.Most).IndexOf(_names[mine + place]);
            if (from != None)
            {
                int nudge = ((bits >> (8 + (4 * place))) & 15) switch
                {
                    0 => 1,
                    1 => -1,
                    _ => 0,
                };
                drawn = drawn.With(place, _operations[operation].Parameters[place].TakeOver(recent.Arguments[from], nudge));
            }
        }

        return drawn;
    }

    /// <summary>A step was done.</summary>
    public void Remember(Step step)
    {
        int place = step.Operation * Arguments.Most;
        if (_names.AsSpan(place, Arguments.Most).IndexOfAnyExcept(None) >= 0)
        {
            _recent[_remembered++ % Depth] = step;
        }
    }
}
