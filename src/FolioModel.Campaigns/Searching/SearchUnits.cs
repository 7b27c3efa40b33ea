using System.Globalization;
using FolioModel.Testing;
using FolioModel.Testing.Search;

namespace FolioModel.Campaigns;

/// <summary>
/// The work of the units of a shared search, and the levels that a process remembers so that it need not read them again.
/// </summary>
internal sealed class SearchUnits : IDisposable
{
    private readonly SharedSearch _search;
    private readonly ExplorationProgram _program;
    private readonly SharedSearchOptions _options;
    private readonly ExplorationOptions _exploration;
    private readonly Lazy<SerialOutcomes> _serial;
    private readonly SearchTable _table;
    private readonly Lock _lock = new();
    private SearchFrontier? _frontier;
    private (int Level, ExpandedBatch[] Batches)? _expanded;

    public SearchUnits(SharedSearch search, ExplorationProgram program, SharedSearchOptions options)
    {
        _search = search;
        _program = program;
        _options = options;
        _exploration = new ExplorationOptions { Levels = true };
        _serial = new Lazy<SerialOutcomes>(() => new SerialOutcomes(program));
        _table = new SearchTable(search, options.TableMemory);
    }

    public void Dispose() => _table.Dispose();

    public Dictionary<string, string> OptionsOf(int level, string phase) => new()
    {
        ["scenario"] = _program.Name,
        ["states"] = _options.StatesOfUnit.ToString(CultureInfo.InvariantCulture),
        ["level"] = level.ToString(CultureInfo.InvariantCulture),
        ["phase"] = phase,
    };

    public SearchFrontier Remember(int level, byte[] bytes)
    {
        SearchFrontier frontier = SearchFrontier.Parse(level, bytes, NewState());
        lock (_lock)
        {
            _frontier = frontier;
        }

        return frontier;
    }

    public ExplorationResult ResultOf(SearchFrontier frontier)
    {
        if (frontier.Search.Opaque is { } opaque)
        {
            throw new BadCampaignException(
                $"states of {_program.Name} cannot be compared, because a task holds a {opaque}: explore it in one process");
        }

        return Explorer.ResultOf(frontier.Search, _exploration);
    }

    /// <summary>Runs one unit.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="level">The level.</param>
    /// <param name="unit">The number of the unit, from 1.</param>
    /// <param name="units">The units of the phase.</param>
    public byte[] Run(string phase, int level, int unit, int units)
    {
        (string expand, string commit, string _) = SharedSearch.Phases;
        if (phase == expand)
        {
            SearchState part = NewState();
            return new LevelExpansion(part).Run(FrontierAt(level - 1).Batches[unit - 1]).ToBytes();
        }

        return phase == commit ? _table.Commit(level, unit - 1, units, ExpandedAt(level))
            : level == 0 ? Beginning().ToBytes()
            : PutTogether(level).ToBytes();
    }

    private SearchFrontier Beginning()
    {
        SearchState search = NewState();
        return new SearchFrontier(0, search, LevelSearch.Beginning(search).Batches);
    }

    private SearchFrontier PutTogether(int level)
    {
        SearchState search = SearchFrontier.Parse(level - 1, FrontierAt(level - 1).ToBytes(), NewState()).Search;
        ExpandedBatch[] expanded = ExpandedAt(level);
        if (!LevelSearch.Take(search, expanded))
        {
            return new SearchFrontier(level, search, []);
        }

        List<UInt128>[] added = _table.AddedAt(level, SharedSearch.CommitsOf(expanded.Length));
        LevelFrontier next = new(_options.StatesOfUnit);
        next.Append(expanded, added);
        next.Close();
        search.States += added.Sum(static a => a.Count);
        return new SearchFrontier(level, search, next.Batches);
    }

    private SearchFrontier FrontierAt(int level)
    {
        lock (_lock)
        {
            return _frontier is { } known && known.Level == level ? known
                : _frontier = SearchFrontier.Parse(level, _search.ResultOf(level, SharedSearch.Phases.Frontier, 1, 1), NewState());
        }
    }

    private ExpandedBatch[] ExpandedAt(int level)
    {
        int count = FrontierAt(level - 1).Batches.Count;
        lock (_lock)
        {
            if (_expanded is not { } known || known.Level != level)
            {
                string expand = SharedSearch.Phases.Expand;
                _expanded = known = (level,
                [
                    .. Enumerable.Range(1, count).Select(
                        unit => ExpandedBatch.Parse(_search.ResultOf(level, expand, count, unit), NewState())),
                ]);
            }

            return known.Batches;
        }
    }

    private SearchState NewState() => new(_program, _exploration, _serial);
}
