using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Quiz;

/// <summary>Writes a program at random, a line at a time: a line that the model refuses is left out again.</summary>
/// <param name="dice">The source of chance.</param>
/// <param name="level">How long the program gets, from 1.</param>
internal sealed class ProgramWriter(SplitMix dice, int level)
{
    private readonly FolioSession _session = new(ModuleSet.BuiltIn.ScriptVerbs);
    private readonly SortedDictionary<string, int> _owned = new(StringComparer.Ordinal);
    private int _named;

    public SplitMix Dice => dice;

    /// <summary>The number of steps that a program of this level has.</summary>
    public int Steps => 4 + (3 * level);

    public IReadOnlyList<string> Lines => [.. _session.History.Select(static s => s.Text)];

    public Machine Machine => _session.Machine;

    /// <summary>The names that still own a reference which the program has to put.</summary>
    public IReadOnlyList<string> Owned => [.. _owned.Where(static o => o.Value > 0).Select(static o => o.Key)];

    /// <summary>Adds a line that must be possible.</summary>
    public void Add(string line) => _session.Run(line);

    /// <summary>Adds a line, if the model lets it run and it is not the last line again.</summary>
    public bool Try(string line)
    {
        if (_session.History is [.., { } last] && last.Text == line)
        {
            return false;
        }

        try
        {
            _session.Run(line);
            return true;
        }
        catch (BadFolioScriptException)
        {
            return false;
        }
    }

    /// <summary>Adds a line that gives a folio, under a new name.</summary>
    /// <param name="line">The line without <c>as NAME</c>.</param>
    /// <returns>The name, or null where there was no folio.</returns>
    public string? Get(string line)
    {
        string name = NameOf(_named);
        if (!Try($"{line} as {name}"))
        {
            return null;
        }

        _named++;
        if (!_session.Folios.ContainsKey(name))
        {
            return null;
        }

        _owned[name] = 1;
        return name;
    }

    /// <summary>Puts a reference of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="task">The task that does, with a colon behind it; empty for the first one.</param>
    public void Put(string name, string task = "")
    {
        if (Try($"{task}put {name}"))
        {
            _owned[name]--;
        }
    }

    /// <summary>Drains the batches, if something waits in one.</summary>
    public void Drain()
    {
        if (_session.Machine.Snapshot().Batches.Length > 0)
        {
            Try(Pick("drain", "drain all", "drain all"));
        }
    }

    /// <summary>Takes one more reference in a name.</summary>
    public void Take(string name)
    {
        if (Try($"get {name}"))
        {
            _owned[name]++;
        }
    }

    /// <summary>One of several, each as likely as the others.</summary>
    public T Pick<T>(params IReadOnlyList<T> things) => things[dice.Below(things.Count)];

    /// <summary>One of the names that own a reference, or null.</summary>
    public string? Owner() => Owned is { Count: > 0 } owned ? Pick(owned) : null;

    /// <summary>Whether a file has a folio at an index.</summary>
    public bool HasFolioAt(string file, int index) => _session.Files[file].Pages.Peek(new PageIndex((ulong)index)).IsFolio;

    public Folio FolioOf(string name) => _session.Folios[name];

    /// <summary>Does one of several things, each as likely as its weight says.</summary>
    public void Do(params (int Weight, Action Act)[] acts)
    {
        int at = dice.Below(acts.Sum(static a => a.Weight));
        foreach ((int weight, Action act) in acts)
        {
            at -= weight;
            if (at < 0)
            {
                act();
                return;
            }
        }
    }

    /// <summary>a to z without the letters that look like numbers, then a1 and so on.</summary>
    private static string NameOf(int number)
    {
        const string Letters = "abcdefghjkmnpqrstuvwxyz";
        return $"{Letters[number % Letters.Length]}{(number < Letters.Length ? "" : number / Letters.Length)}";
    }
}
