namespace FolioModel.Show;

/// <summary>A line of a scenario file, as an owner's verb sees it: the words behind the verb, and the things that were declared.</summary>
public sealed class ScriptCall
{
    private readonly ScriptWorld _world;
    private readonly ScriptLine _line;

    internal ScriptCall(ScriptWorld world, ScriptLine line)
    {
        _world = world;
        _line = line;
    }

    /// <summary>The machine.</summary>
    public Machine Machine => _world.Machine;

    /// <summary>A word behind the verb.</summary>
    /// <param name="place">Its place, from 0; options of the form name=value do not count.</param>
    /// <param name="what">What is expected there, for the message.</param>
    /// <exception cref="BadFolioScriptException">There is none.</exception>
    public string Word(int place, string what) => _line.Word(place, what).Text;

    /// <summary>A number behind the verb.</summary>
    /// <param name="place">Its place, from 0.</param>
    /// <param name="what">What is expected there, for the message.</param>
    /// <param name="most">The largest that is allowed.</param>
    /// <exception cref="BadFolioScriptException">It is none, or out of range.</exception>
    public int Number(int place, string what, int most) => _line.NumberAt(place, what, most);

    /// <summary>The value of an option of the form name=value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">Its value where it is not given.</param>
    /// <param name="most">The largest that is allowed.</param>
    /// <exception cref="BadFolioScriptException">It is no number, or out of range.</exception>
    public int Option(string name, int otherwise, int most) => _line.Option(name, otherwise, most);

    /// <summary>Whether a word stands at a place behind the verb.</summary>
    /// <param name="place">Its place, from 0.</param>
    /// <param name="word">The word.</param>
    public bool Has(int place, string word) => place < _line.Words.Count && _line.Words[place].Text == word;

    /// <summary>Declares a thing under the name that is the first word behind the verb.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="file">Its page cache, so that <c>find</c>, <c>grab</c> and others work on the name; or null.</param>
    public void Declare(object thing, AddressSpace? file = null) => _world.Declare(_line.Word(0, "a name").Text, thing, file);

    /// <summary>A thing that was declared.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="place">The place of its name behind the verb, from 0.</param>
    /// <param name="what">What it is, for the message, such as "a guest".</param>
    /// <exception cref="BadFolioScriptException">There is no such thing of that type.</exception>
    public T Find<T>(int place, string what)
        where T : class => _world.Owned<T>(_line, place, what);

    /// <summary>States what the operation gave, in words.</summary>
    /// <param name="result">The words; "success" and the names of errors are the usual ones.</param>
    public void Tell(string result) => _world.Tell(result);
}
