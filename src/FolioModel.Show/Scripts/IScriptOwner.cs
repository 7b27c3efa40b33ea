namespace FolioModel.Show;

/// <summary>A module whose owner adds verbs to scenario files.</summary>
public interface IScriptOwner
{
    /// <summary>The verbs.</summary>
    IReadOnlyList<ScriptVerb> ScriptVerbs { get; }
}
