using FolioModel.Campaigns.Storage;
using FolioModel.Testing;

namespace FolioModel.Campaigns;

/// <summary>
/// A search by states that any number of processes work on, on any number of machines that see one folder. Counts, verdict and
/// counterexample are those of one thread of one process.
/// </summary>
/// <remarks>
/// A level has three phases, each a campaign of units in a folder of its own: <c>expand</c> runs the moves of the level's states,
/// <c>commit</c> finds out which of the states that they lead to are new, part by part of the table, and <c>frontier</c> puts the next
/// level together. A unit's result depends on the results before it alone, so that a process may end at any moment: another one, or the
/// same one later, goes on behind the last result. Each process keeps in memory the parts of the table that it has committed to, and reads
/// what others have committed from their results. Nothing is deleted while a search goes on, so that a process that is late finds all that
/// it needs; the folder can go when the search is over.
/// </remarks>
public sealed class SharedSearch : IDisposable
{
    private const string Expand = "expand";
    private const string Commit = "commit";
    private const string Frontier = "frontier";
    private const int MostCommits = 8;

    private readonly string _path;
    private readonly SharedSearchOptions _options;
    private readonly SearchUnits _units;
    private readonly CancellationToken _cancellation;

    private SharedSearch(string path, ExplorationProgram program, SharedSearchOptions options, CancellationToken cancellation)
    {
        _path = path;
        _options = options;
        _cancellation = cancellation;
        _units = new SearchUnits(this, program, options);
    }

    /// <summary>Works on a search until it is over, and begins it if no other process has.</summary>
    /// <param name="path">The folder, new or with a search of the same program.</param>
    /// <param name="program">What to explore.</param>
    /// <param name="options">How this process works on it, or null.</param>
    /// <param name="cancellation">Ends the work early; what was finished stays.</param>
    /// <returns>What the search came to, the same in every process.</returns>
    /// <exception cref="BadCampaignException">The folder belongs to another search, or the program's states cannot be compared.</exception>
    /// <exception cref="OperationCanceledException">The work was ended early.</exception>
    public static ExplorationResult Run(
        string path, ExplorationProgram program, SharedSearchOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        using SharedSearch search = new(path, program, options ?? new SharedSearchOptions(), cancellation);
        return search.Run();
    }

    /// <inheritdoc/>
    public void Dispose() => _units.Dispose();

    /// <summary>The units of a phase, by their results once they have all run.</summary>
    internal CampaignFolder Phase(int level, string phase, int units)
    {
        string path = PathOf(level, phase);
        SearchKind kind = new(_units);
        CampaignPlan plan = CampaignPlan.Create(kind, _units.OptionsOf(level, phase), units);
        while (!File.Exists(Path.Combine(path, "plan.json")))
        {
            // Made beside its place and moved there whole: of several processes one is the first.
            string made = $"{path}.{Guid.NewGuid():n}";
            CampaignFolder.Create(made, plan, kind);
            try
            {
                Directory.Move(made, path);
            }
            catch (IOException) when (Directory.Exists(path))
            {
                Directory.Delete(made, recursive: true);
            }
        }

        CampaignFolder folder = CampaignFolder.Open(path, [kind]);
        return folder.Plan.Identity == plan.Identity ? folder
            : throw new BadCampaignException($"{path}: belongs to another search, or to one with units of another size");
    }

    internal byte[] ResultOf(int level, string phase, int units, int unit) => Phase(level, phase, units).Read(unit)
        ?? throw new BadCampaignException($"{PathOf(level, phase)}: unit {unit} has no result");

    /// <summary>The results of a level's commit phase, as another process may have planned it.</summary>
    internal CampaignFolder Committed(int level) => CampaignFolder.Open(PathOf(level, Commit), [new SearchKind(_units)]);

    private string PathOf(int level, string phase) =>
        Path.Combine(_path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"level-{level:d5}"), phase);

    private ExplorationResult Run()
    {
        SearchFrontier frontier = FrontierOf(Math.Max(LastLevel(), 0));
        while (frontier.Batches.Count > 0)
        {
            int level = frontier.Level + 1;
            RunUnits(Phase(level, Expand, frontier.Batches.Count));
            RunUnits(Phase(level, Commit, CommitsOf(frontier.Batches.Count)));
            frontier = FrontierOf(level);
            _options.Progress?.Invoke(frontier.Progress);
        }

        return _units.ResultOf(frontier);
    }

    internal static int CommitsOf(int batches) => Math.Clamp(batches / 4, 1, MostCommits);

    internal static (string Expand, string Commit, string Frontier) Phases => (Expand, Commit, Frontier);

    private SearchFrontier FrontierOf(int level)
    {
        CampaignFolder folder = Phase(level, Frontier, 1);
        RunUnits(folder);
        return _units.Remember(level, folder.Read(1)!);
    }

    private void RunUnits(CampaignFolder folder) => CampaignRunner.Run(folder, new CampaignRunOptions
    {
        Parallel = _options.Parallel,
        Lease = _options.Lease,
        Look = TimeSpan.FromMilliseconds(10),
        FollowUps = false,
    }, _cancellation);

    /// <summary>The last level that is put together, or -1.</summary>
    private int LastLevel()
    {
        if (!Directory.Exists(_path))
        {
            return -1;
        }

        foreach (string path in Directory.EnumerateDirectories(_path, "level-*").OrderDescending(StringComparer.Ordinal))
        {
            int level = int.Parse(Path.GetFileName(path).AsSpan("level-".Length), System.Globalization.CultureInfo.InvariantCulture);
            if (File.Exists(Path.Combine(PathOf(level, Frontier), "plan.json")) && Phase(level, Frontier, 1).Read(1) is not null)
            {
                return level;
            }
        }

        return -1;
    }
}
