using System.Runtime.CompilerServices;

namespace FolioModel.Interleaving;

/// <summary>The state machine of a suspended method, in an object that is used again when the method is done.</summary>
internal sealed class SuspendedMethod<TStateMachine, T> : SuspendedWork<T>
    where TStateMachine : IAsyncStateMachine
{
    [ThreadStatic]
    private static SuspendedMethod<TStateMachine, T>? s_idle;

    private static StructHash<TStateMachine>? s_hash;

    private TStateMachine _machine = default!;
    private SuspendedMethod<TStateMachine, T>? _nextIdle;
    private Action? _goOn;

    /// <summary>For awaiters that are not the library's own.</summary>
    public Action GoOnAction => _goOn ??= GoOn;

    public static SuspendedMethod<TStateMachine, T> Rent()
    {
        if (s_idle is not { } idle)
        {
            return new SuspendedMethod<TStateMachine, T>();
        }

        s_idle = idle._nextIdle;
        return idle;
    }

    /// <summary>Takes the method's state over. The state must know this object already: its copy is the one that goes on.</summary>
    public void Keep(ref TStateMachine machine) => _machine = machine;

    public override void GoOn() => _machine.MoveNext();

    protected override void AddOwnState(LocalHasher hasher)
    {
        hasher.Add((ulong)typeof(TStateMachine).MetadataToken);
        (s_hash ??= MemberHash.CompileStruct<TStateMachine>())(ref _machine, hasher);
    }

    protected override void ReturnToPool()
    {
        _machine = default!;
        _nextIdle = s_idle;
        s_idle = this;
    }
}
