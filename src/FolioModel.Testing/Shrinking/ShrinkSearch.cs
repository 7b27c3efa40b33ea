using System.Collections.Immutable;

namespace FolioModel.Testing;

/// <summary>The state of one search for a shorter program: the best so far, and what other mistakes were met on the way.</summary>
internal sealed class ShrinkSearch
{
    private readonly HashSet<ProgramKey> _tried = [];
    private readonly Dictionary<string, FolioProgram> _others = [];
    private readonly HashSet<string> _takenUp = [];
    private string _id;
    private int _runs;

    public ShrinkSearch(FolioProgram program, string id)
    {
        // A program is looked at more closely when it is run again, and may show its mistake earlier, as another one.
        Finding? again = program.Run(out List<Step> done);
        _id = again?.Id ?? id;
        Best = again is null ? program : program with { Steps = [.. done] };
        Shortest = Best;
        _takenUp.Add(_id);
    }

    /// <summary>The shortest and simplest program so far with the mistake that is looked for now.</summary>
    public FolioProgram Best { get; private set; }

    /// <summary>The shortest program so far with any mistake that was looked for.</summary>
    public FolioProgram Shortest { get; private set; }

    public bool MayGoOn => _runs < Best.Options.ShrinkingRuns;

    /// <summary>Whether a candidate still shows the mistake; it is the best from then on.</summary>
    public bool Try(ImmutableArray<Step> steps)
    {
        if (!MayGoOn || !_tried.Add(new ProgramKey(steps)))
        {
            return false;
        }

        _runs++;
        Finding? found = (Best with { Steps = steps }).Run(out List<Step> done);
        if (found is null)
        {
            return false;
        }

        FolioProgram candidate = Best with { Steps = [.. done] };
        if (found.Id != _id)
        {
            NoteOther(found.Id, candidate);
            return false;
        }

        Best = candidate;
        if (Best.Steps.Length <= Shortest.Steps.Length)
        {
            Shortest = Best;
        }

        return true;
    }

    /// <summary>Turns to a program that was found in another way, if it is shorter than the shortest so far.</summary>
    public bool Meet(string id, ImmutableArray<Step> steps)
    {
        if (steps.Length >= Shortest.Steps.Length)
        {
            return false;
        }

        _id = id;
        _takenUp.Add(id);
        _tried.Clear();
        Best = Shortest = Best with { Steps = steps };
        return true;
    }

    private void NoteOther(string id, FolioProgram program)
    {
        if (!_others.TryGetValue(id, out FolioProgram? other) || program.Steps.Length < other.Steps.Length)
        {
            _others[id] = program;
        }
    }

    /// <summary>Turns to another mistake whose program is shorter than the shortest so far, if one was met.</summary>
    public bool TakeUpShorter()
    {
        string? shortest = null;
        foreach ((string id, FolioProgram program) in _others)
        {
            int least = shortest is null ? Shortest.Steps.Length : _others[shortest].Steps.Length;
            if (!_takenUp.Contains(id) && program.Steps.Length < least)
            {
                shortest = id;
            }
        }

        if (shortest is null || !MayGoOn)
        {
            return false;
        }

        _takenUp.Add(shortest);
        _tried.Clear();
        _id = shortest;
        Best = Shortest = _others[shortest];
        return true;
    }

    /// <summary>Steps compared one by one, so that no candidate is run twice.</summary>
    private readonly struct ProgramKey(ImmutableArray<Step> steps) : IEquatable<ProgramKey>
    {
        private readonly ImmutableArray<Step> _steps = steps;

        public bool Equals(ProgramKey other) => _steps.AsSpan().SequenceEqual(other._steps.AsSpan());

        public override bool Equals(object? obj) => obj is ProgramKey other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            foreach (Step step in _steps)
            {
                hash.Add(step);
            }

            return hash.ToHashCode();
        }
    }
}
