namespace FolioModel.Diagnosis;

/// <summary>The stacks in a trace as a tree: a stack is a number, and stacks that begin alike share their beginning.</summary>
public sealed class TraceStacks
{
    private readonly Dictionary<long, int> _known = [];
    private readonly List<(int Inner, int Function)> _frames = [(0, 0)];

    /// <summary>The functions.</summary>
    public TraceNames Functions { get; } = new();

    /// <summary>How many different stacks and beginnings of stacks there are.</summary>
    public int Count => _frames.Count - 1;

    /// <summary>The stack that has one more function outside of another one.</summary>
    /// <param name="inner">The stack so far, 0 for none.</param>
    /// <param name="function">The function that called it.</param>
    public int Call(int inner, int function)
    {
        long key = ((long)inner << 32) | (uint)function;
        if (!_known.TryGetValue(key, out int stack))
        {
            _frames.Add((inner, function));
            stack = _frames.Count - 1;
            _known.Add(key, stack);
        }

        return stack;
    }

    /// <summary>The functions of a stack, the innermost first.</summary>
    /// <param name="stack">The stack.</param>
    public IReadOnlyList<string> FunctionsOf(int stack)
    {
        if (stack == 0)
        {
            return [];
        }

        List<string> functions = [];
        for (; stack != 0; stack = _frames[stack].Inner)
        {
            functions.Add(Functions[_frames[stack].Function]);
        }

        functions.Reverse();
        return functions;
    }
}
