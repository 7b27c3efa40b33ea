namespace FolioModel.Show;

/// <summary>A verb of scenario files that an owner adds: the declaration of a file of its kind, or an operation on one.</summary>
/// <example>
/// <code>
/// ScriptVerb punch = ScriptVerb.Operation("punch", "punch FILE FIRST COUNT", static async call =>
///     call.Tell($"{await call.Find&lt;MyFile&gt;(0, "a file").PunchAsync(call.Number(1, "the first index", 1000), 1)}"));
/// FolioScript.Parse(text, "my-scenario", [punch]).Run();
/// </code>
/// </example>
public sealed class ScriptVerb
{
    private ScriptVerb(string name, string form)
    {
        Name = name;
        Form = form;
    }

    /// <summary>The word with which its lines begin.</summary>
    public string Name { get; }

    /// <summary>The form of its lines, for help.</summary>
    public string Form { get; }

    /// <summary>Whether it declares something: then its lines belong to no task.</summary>
    public bool IsDeclaration => Declare is not null;

    internal Action<ScriptCall>? Declare { get; private init; }

    internal Func<ScriptCall, KernelWork>? Run { get; private init; }

    /// <summary>A verb that declares something.</summary>
    /// <param name="name">The word.</param>
    /// <param name="form">The form of its lines.</param>
    /// <param name="declare">Declares it, with <see cref="ScriptCall.Declare"/>.</param>
    public static ScriptVerb Declaration(string name, string form, Action<ScriptCall> declare) => new(name, form) { Declare = declare };

    /// <summary>A verb that does something, in its awaitable form so that it can be explored.</summary>
    /// <param name="name">The word.</param>
    /// <param name="form">The form of its lines.</param>
    /// <param name="run">Does it.</param>
    public static ScriptVerb Operation(string name, string form, Func<ScriptCall, KernelWork> run) => new(name, form) { Run = run };

    /// <inheritdoc/>
    public override string ToString() => Form;
}
