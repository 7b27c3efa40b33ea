using FolioModel.Hugetlb;

namespace FolioModel.Cli.Content.Hugetlb;

/// <summary>The result of a system call.</summary>
/// <param name="Value">The return value; -1 for a failure.</param>
/// <param name="Error">The error, or <see cref="Errno.None"/>.</param>
internal readonly record struct SystemCallResult(long Value, Errno Error = Errno.None)
{
    /// <summary>The reason of a signal for memory that failed.</summary>
    public const int Poisoned = 4;

    private const int SigBus = 7;
    private const int SigSegv = 11;
    private const int NoPage = 2;
    private const int AccessDenied = 2;

    public static SystemCallResult Done { get; } = new(0);

    /// <summary>The signal that the access got, or null.</summary>
    public string? Signal { get; private init; }

    /// <summary>The signal's reason, where there is one.</summary>
    public int SignalCode { get; private init; }

    /// <summary>The signals as a child reports them: 100 times the reason, plus the signal.</summary>
    public int ChildResult => Signal is null ? 0 : (100 * SignalCode) + (Signal == "SIGBUS" ? SigBus : SigSegv);

    public static SystemCallResult Of(Errno error) => error == Errno.None ? Done : new SystemCallResult(-1, error);

    public static SystemCallResult Of(HugetlbFault fault) => fault switch
    {
        HugetlbFault.None => Done,
        HugetlbFault.AccessDenied => new SystemCallResult(-1) { Signal = "SIGSEGV", SignalCode = AccessDenied },
        HugetlbFault.Poisoned => new SystemCallResult(-1) { Signal = "SIGBUS", SignalCode = Poisoned },
        HugetlbFault.NoPage => new SystemCallResult(-1) { Signal = "SIGBUS", SignalCode = NoPage },
        _ => new SystemCallResult(-1, Errno.ENOMEM),
    };
}
