namespace FolioModel.Testing;

/// <summary>The thing under test: a fresh one for every program. It declares the operations and what must hold after each.</summary>
/// <remarks>Derive from <see cref="MachineSubject"/> for anything built on a <see cref="Machine"/>, from <see cref="CountedSubject{T}"/>
/// for any other type with a reference count.</remarks>
public abstract partial class Subject : IDisposable
{
    private readonly List<Operation> _operations = [];
    private readonly List<Scope> _scopes = [];

    /// <summary>The operations that programs are made of.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>Whether the program holds so much that it should give something back.</summary>
    public bool IsCrowded
    {
        get
        {
            foreach (Scope scope in _scopes)
            {
                if (scope.Count >= scope.Crowd)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>How often something of interest happened, to show that programs are not vacuous.</summary>
    public Coverage? Coverage { get; internal set; }

    /// <summary>Whether every step is checked as closely as possible, at any cost: while a program is being shrunk.</summary>
    public bool IsThorough { get; internal set; }

    /// <summary>Whether a balance of references names lines of the source; see <see cref="RunOptions.NamesLines"/>.</summary>
    internal bool NamesLines { get; set; } = true;

    /// <summary>Looks whether all is well after a step.</summary>
    /// <returns>What is wrong, or null.</returns>
    public abstract Finding? CheckStep();

    /// <summary>Gives everything back that the program still holds, then looks whether anything is missing.</summary>
    /// <returns>What is wrong, or null.</returns>
    public abstract Finding? Finish();

    /// <summary>Starts to note who takes and drops references, for a report.</summary>
    /// <param name="step">Says which step is running.</param>
    /// <returns>What will be filled, or null when the subject cannot tell.</returns>
    public virtual BalanceTree? RecordBalance(Func<string> step) => null;

    /// <summary>Notes that something of interest happened.</summary>
    /// <param name="what">What.</param>
    protected void Hit(string what) => Coverage?.Hit(what);

    internal void Begin(int step)
    {
        foreach (Scope scope in _scopes)
        {
            scope.Begin(step);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the subject uses.</summary>
    /// <param name="disposing">Whether it was asked for.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
