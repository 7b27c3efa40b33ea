using System.Runtime.InteropServices;

namespace FolioModel.Testing;

/// <summary>How often each operation ended how, and how often something of interest happened.</summary>
public sealed class Coverage
{
    /// <summary>More than there are errnos.</summary>
    private const int Codes = 160;

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Operation, int Code), long> _unusual = [];
    private long[] _results = [];
    private readonly Dictionary<string, long> _hits = [];

    /// <summary>Counts by name: <c>grab: ok</c>, <c>grab: ENOMEM</c>, and the points of interest by their own names.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>How often something happened.</summary>
    /// <param name="what">Its name.</param>
    public long Of(string what) => _counts.GetValueOrDefault(what);

    /// <summary>Adds another one's counts.</summary>
    /// <param name="counts">The counts.</param>
    public void Add(IEnumerable<KeyValuePair<string, long>> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        foreach ((string name, long count) in counts)
        {
            _counts[name] = _counts.GetValueOrDefault(name) + count;
        }
    }

    internal void Note(int operation, StepResult result)
    {
        if (result.Code is > 0 or <= -Codes)
        {
            ref long unusual = ref CollectionsMarshal.GetValueRefOrAddDefault(_unusual, (operation, result.Code), out _);
            unusual++;
            return;
        }

        int place = (operation * Codes) - result.Code;
        if (place >= _results.Length)
        {
            Array.Resize(ref _results, (operation + 32) * Codes);
        }

        _results[place]++;
    }

    internal void Hit(string what)
    {
        ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_hits, what, out _);
        count++;
    }

    /// <summary>Gives what was counted since the last time its name.</summary>
    internal void Settle(IReadOnlyList<Operation> operations)
    {
        for (int place = 0; place < _results.Length; place++)
        {
            if (_results[place] > 0)
            {
                Settle(operations[place / Codes], -(place % Codes), _results[place]);
            }
        }

        foreach (((int operation, int code), long count) in _unusual)
        {
            Settle(operations[operation], code, count);
        }

        Add(_hits);
        Array.Clear(_results);
        _unusual.Clear();
        _hits.Clear();
    }

    private void Settle(Operation operation, int code, long count)
    {
        string name = $"{operation.Name}: {(code == 0 ? "ok" : $"{(Errno)code}")}";
        _counts[name] = _counts.GetValueOrDefault(name) + count;
    }
}
