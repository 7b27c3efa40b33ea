using System.Runtime.InteropServices;

namespace FolioModel.PropertyTesting;

/// <summary>How often each operation ended how, and how often something of interest happened.</summary>
public sealed class Coverage
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Operation, int Code), long> _results = [];
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
        ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_results, (operation, result.Code), out _);
        count++;
    }

    internal void Hit(string what)
    {
        ref long count = ref CollectionsMarshal.GetValueRefOrAddDefault(_hits, what, out _);
        count++;
    }

    /// <summary>Gives what was counted since the last time its name.</summary>
    internal void Settle(IReadOnlyList<Operation> operations)
    {
        foreach (((int operation, int code), long count) in _results)
        {
            string how = code == 0 ? "ok" : $"{(Errno)code}";
            string name = $"{operations[operation].Name}: {how}";
            _counts[name] = _counts.GetValueOrDefault(name) + count;
        }

        Add(_hits);
        _results.Clear();
        _hits.Clear();
    }
}
